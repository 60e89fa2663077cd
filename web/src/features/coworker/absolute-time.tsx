const FORMAT = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'short' })

/** An instant in the reader's own time zone: who comes once by a mail needs no "in 3 days". */
export function AbsoluteTime({ at }: { at: string }) {
  return <time dateTime={at}>{FORMAT.format(new Date(at))}</time>
}
