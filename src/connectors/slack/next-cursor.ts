/** Where Slack's lists have the cursor of the next page; an empty text is none. */
export function nextCursor(body: unknown): string | undefined {
  return (body as { response_metadata?: { next_cursor?: string } | null }).response_metadata?.next_cursor
}
