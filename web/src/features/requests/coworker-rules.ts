import { texts } from '../../lib/texts.ts'

/** The fields of the API by the names of the form. */
export const COWORKER_FIELDS = { name: 'name', email: 'email', note: 'note' }

/** What a form that names a co-worker asks for. */
export const coworkerRules = {
  name: (value: string) => (value.trim() === '' ? texts.shell.form.required : null),
  email: (value: string) => (/^\S+@\S+\.\S+$/.test(value.trim()) ? null : texts.shell.form.email),
}
