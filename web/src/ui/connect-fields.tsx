import { PasswordInput, Select, Textarea, TextInput } from '@mantine/core'
import type { ConnectField } from '../lib/api-types.ts'
import { texts } from '../lib/texts.ts'

type InputProps = { value?: string; error?: unknown; onChange?: unknown; onBlur?: unknown }

type Props = {
  fields: readonly ConnectField[]
  /** Gives the props that bind the input of a field to its form. */
  bind: (name: string) => InputProps
}

/** The inputs that a connector's definition asks for. */
export function ConnectFields({ fields, bind }: Props) {
  return fields.map((field) => {
    const props = {
      label: field.label,
      description: field.help || undefined,
      placeholder: field.placeholder ?? undefined,
      required: !field.optional,
      // Browsers would fill in the reader's own passwords otherwise.
      autoComplete: 'off',
      ...(bind(field.name) as object),
    }
    if (field.choices) {
      const value = bind(field.name).value || null
      return (
        <Select
          key={field.name}
          {...props}
          value={value}
          data={field.choices}
          clearable={field.optional}
          allowDeselect={field.optional}
        />
      )
    }
    // A one-line input would drop the line breaks of a key file.
    if (field.multiline) {
      return <Textarea key={field.name} {...props} autosize minRows={3} maxRows={8} spellCheck={false} />
    }
    if (field.secret) return <PasswordInput key={field.name} {...props} autoComplete="new-password" />
    return <TextInput key={field.name} {...props} spellCheck={false} />
  })
}

/** What is wrong with what was typed, as the server will judge it too; null when it is fine. */
export function fieldProblem(field: ConnectField, value: string | null | undefined): string | null {
  const text = normalised(field, value)
  if (text === '') return field.optional ? null : texts.connect.form.required
  // A variable is filled in by the server, which then checks the value.
  if (!field.pattern || (!field.secret && text.includes('{{'))) return null
  return matches(field.pattern.source, text) ? null : field.pattern.message
}

/** What the server will make of it: a pasted address is cut to the part that counts. */
export function normalised({ normalise }: ConnectField, value: string | null | undefined): string {
  const text = value?.trim() ?? ''
  if (normalise === 'host-part') return text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/[/?#].*$/s, '')
  return normalise === 'no-trailing-slash' ? text.replace(/\/+$/, '') : text
}

function matches(source: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${source})$`, 'u').test(text)
  } catch {
    // A pattern that only the server's engine knows is left to the server.
    return true
  }
}
