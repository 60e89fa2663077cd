import { toProblem } from '../lib/api/client.ts'

type Form = { setErrors: (errors: Record<string, string>) => void }

/**
 * Puts the API's field problems beside the inputs of a form.
 *
 * @param known paths of the API and the inputs they belong to, e.g. `{ email: 'email' }`.
 * @returns the paths that found their input, for `ProblemNotice` to leave out.
 */
export function showFieldProblems(form: Form, error: unknown, known: Readonly<Record<string, string>>): string[] {
  const found = toProblem(error).fields.filter((field) => known[field.path] !== undefined)
  form.setErrors(Object.fromEntries(found.map((field) => [known[field.path]!, field.message])))
  return found.map((field) => field.path)
}
