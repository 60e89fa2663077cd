import { assert } from '#base/errors.ts'
import { cleanText, escapeHtml, oneLine } from './safe-text.ts'

/** What a mail says, without its looks. */
export type Letter = {
  /** The subject, and the heading. */
  title: string
  /** Paragraphs, in plain text. */
  lines: readonly string[]
  /** A short table: what, and its value. */
  facts?: readonly (readonly [string, string])[]
  /** The one thing to click. A path of Rollcall's own: no other link can be written. */
  action?: { label: string; path: string }
  /** Why the reader gets this, in small print. */
  because?: string
}

export type Composed = { subject: string; text: string; html: string }

/**
 * A letter in Rollcall's looks, as text and as HTML. Every value is escaped; links begin with `publicUrl`, which comes
 * from ROLLCALL_PUBLIC_URL and never from a request (S34).
 */
export function compose(publicUrl: string, letter: Letter): Composed {
  const subject = oneLine(letter.title)
  const lines = letter.lines.map(cleanText)
  const facts = (letter.facts ?? []).map(([name, value]) => [oneLine(name), oneLine(value)] as const)
  const action = letter.action && { label: oneLine(letter.action.label), url: linkTo(publicUrl, letter.action.path) }
  const because = letter.because === undefined ? undefined : oneLine(letter.because)
  return {
    subject,
    text: [
      subject,
      ...lines,
      ...(facts.length > 0 ? [facts.map(([name, value]) => `${name}: ${value}`).join('\n')] : []),
      ...(action ? [`${action.label}:\n${action.url}`] : []),
      `-- \n${[...(because === undefined ? [] : [because]), `Rollcall, ${publicUrl}`].join('\n')}\n`,
    ].join('\n\n'),
    html: page(publicUrl, { subject, lines, facts, action, because }),
  }
}

/** Throws where a path could lead anywhere else: that is a mistake of ours, not of a person. */
export function linkTo(publicUrl: string, path: string): string {
  const url = new URL(path, publicUrl)
  assert(/^\/(?![/\\])/.test(path) && url.origin === new URL(publicUrl).origin, 'a mail links to Rollcall only')
  return url.href
}

type Parts = {
  subject: string
  lines: readonly string[]
  facts: readonly (readonly [string, string])[]
  action: { label: string; url: string } | undefined
  because: string | undefined
}

// Mail programs know tables and inline styles; colours are those of the pages, and dark ones turn them by themselves.
const FONT = "font-family:Inter,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

function page(publicUrl: string, { subject, lines, facts, action, because }: Parts): string {
  const text = (value: string) => escapeHtml(value)
  const paragraphs = lines.map(
    (line) => `<p style="margin:0 0 14px;font-size:15px;line-height:1.55;color:#33373f">${text(line)}</p>`,
  )
  const table =
    facts.length === 0
      ? ''
      : `<table role="presentation" cellpadding="0" cellspacing="0" style="margin:4px 0 18px;width:100%;border-top:1px solid #e6e8ec">${facts
          .map(
            ([name, value]) =>
              `<tr><td style="padding:8px 16px 8px 0;border-bottom:1px solid #e6e8ec;font-size:13px;color:#6b7280;white-space:nowrap;vertical-align:top">${text(name)}</td><td style="padding:8px 0;border-bottom:1px solid #e6e8ec;font-size:14px;color:#16181d;width:100%">${text(value)}</td></tr>`,
          )
          .join('')}</table>`
  const button = action
    ? `<p style="margin:22px 0 8px"><a href="${text(action.url)}" style="display:inline-block;padding:11px 20px;border-radius:8px;background:#4338ca;color:#ffffff;font-size:15px;font-weight:600;text-decoration:none">${text(action.label)}</a></p><p style="margin:0 0 4px;font-size:12px;line-height:1.5;color:#6b7280;word-break:break-all">${text(action.url)}</p>`
    : ''
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${text(subject)}</title></head>
<body style="margin:0;padding:0;background:#f5f6f8;${FONT}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f5f6f8"><tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px"><tr><td style="padding:0 4px 14px;font-size:15px;font-weight:700;letter-spacing:-0.01em;color:#16181d;${FONT}">Rollcall</td></tr>
<tr><td style="padding:28px;background:#ffffff;border:1px solid #e6e8ec;border-radius:12px;${FONT}"><h1 style="margin:0 0 14px;font-size:20px;line-height:1.3;font-weight:650;letter-spacing:-0.01em;color:#16181d">${text(subject)}</h1>${paragraphs.join('')}${table}${button}</td></tr>
<tr><td style="padding:16px 4px;font-size:12px;line-height:1.5;color:#6b7280;${FONT}">${because === undefined ? '' : `${text(because)}<br>`}Sent by Rollcall at ${text(new URL(publicUrl).host)}</td></tr></table>
</td></tr></table></body></html>
`
}
