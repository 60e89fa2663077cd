import { SimpleGrid, Textarea, TextInput } from '@mantine/core'
import { texts } from '../lib/texts.ts'

type Props = {
  bind: (name: 'name' | 'email' | 'note') => object
  /** What happens with it; that somebody is asked for the first time unless said otherwise. */
  text?: string
}

/** Whom to ask, and what to tell them (F14). */
export function CoworkerFields({ bind, text = texts.requests.ask.text }: Props) {
  const { ask } = texts.requests
  return (
    <fieldset style={{ minWidth: 0, margin: 0, padding: 0, border: 0 }}>
      <legend style={{ marginBottom: 8, padding: 0, fontWeight: 600 }}>{ask.legend}</legend>
      <p className="muted" style={{ margin: '-4px 0 10px' }}>
        {text}
      </p>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing={12}>
        <TextInput label={ask.name} required autoComplete="off" {...bind('name')} />
        <TextInput label={ask.email} required type="email" autoComplete="off" {...bind('email')} />
      </SimpleGrid>
      <Textarea label={ask.note} description={ask.noteHelp} autosize minRows={2} mt="md" {...bind('note')} />
    </fieldset>
  )
}
