import { z } from 'zod'
import { id, instant } from './common.ts'

export const FilePreview = z
  .object({
    format: z.enum(['csv', 'json']),
    encoding: z.enum(['utf-8', 'utf-16', 'windows-1252']),
    delimiter: z.string().nullable(),
    columns: z
      .array(z.object({ name: z.string(), path: z.string(), example: z.string().nullable() }))
      .describe('What can be chosen as a column of an account; its path is what a setting names.'),
    rows: z.array(z.unknown()).describe('The first ones.'),
    rowCount: z.number().int(),
    problems: z
      .array(z.object({ line: z.number().int(), why: z.string() }))
      .describe('Lines that cannot be read, the first 50.'),
    problemCount: z.number().int(),
    guess: z.record(z.string(), z.string()).describe('Settings that the names of the columns suggest.'),
  })
  .meta({ id: 'FilePreview' })

export const Upload = z
  .object({
    id,
    name: z.string(),
    rows: z.number().int(),
    badRows: z.number().int(),
    uploadedBy: z.string(),
    uploadedAt: instant,
  })
  .meta({ id: 'Upload' })

export const StoredUpload = z
  .object({
    id,
    rows: z.number().int(),
    badRows: z.number().int().describe('Lines that could not be read: the sync names them, and calls nobody missing.'),
    syncId: id.nullable().describe('Null while the connection is a draft.'),
  })
  .meta({ id: 'StoredUpload' })
