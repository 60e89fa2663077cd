import { valueText } from '../../lib/format.ts'
import { texts } from '../../lib/texts.ts'
import type { Target } from './draft-mapping.ts'
import type { Preview } from './use-preview.ts'

/** What a target would get from the sample record, as one line. */
export function previewText(target: Target, preview: Preview | undefined): string {
  const { preview: words } = texts.mapping
  if (target.constant !== undefined) return valueText(target.constant)
  if ((target.source?.trim() ?? '') === '') return ''
  const field = preview?.fields.get(target.field)
  if (!field) return ''
  if (field.error !== null) return words.broken
  if (field.value !== null) return valueText(field.value)
  return field.problems[0] ?? words.empty
}
