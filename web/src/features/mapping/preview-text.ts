import { valueText } from '../../lib/format.ts'
import { previewSource } from '../../lib/preview/template.ts'
import { texts } from '../../lib/texts.ts'
import type { Target } from './draft-mapping.ts'

/** What a target would get from a sample record, as one line. */
export function previewText(target: Target, record: unknown): string {
  const { preview } = texts.mapping
  if (target.constant !== undefined) return valueText(target.constant)
  const source = target.source?.trim() ?? ''
  if (source === '') return ''
  const previewed = previewSource(source, record)
  if (previewed.kind === 'tracking') return preview.tracking
  if (previewed.kind === 'broken') return preview.broken
  const value = target.values ? translated(target.values, previewed.value) : previewed.value
  if (value === null || value === undefined || value === '') return preview.empty
  if (Array.isArray(value)) return preview.list(value.length)
  return typeof value === 'object' ? preview.object : valueText(value)
}

/** Value tables compare as text without regard to case; `*` stands for all others. */
function translated(values: NonNullable<Target['values']>, value: unknown): unknown {
  const wanted =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? String(value).trim().toLowerCase()
      : null
  const found = Object.entries(values).find(([from]) => from.trim().toLowerCase() === wanted)
  return found ? found[1] : (values['*'] ?? null)
}
