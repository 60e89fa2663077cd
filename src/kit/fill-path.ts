import { AppError, assert } from '#base/errors.ts'
import type { FieldValue } from './define.ts'

/**
 * `/Groups/{parentId}/members` with its places filled in and encoded.
 *
 * @throws `vendor_record_invalid` for a value that would lead out of its folder.
 */
export function fillPath(template: string, values: Readonly<Record<string, FieldValue | undefined>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const given = values[name]
    assert(given !== undefined && given !== null, `the path's {${name}} has a value`)
    const value = String(given)
    // Encoded or not, these two would lead out of their folder.
    if (value === '.' || value === '..')
      throw new AppError('vendor_record_invalid', { detail: { why: 'an id that is a path' } })
    return encodeURIComponent(value.toWellFormed())
  })
}
