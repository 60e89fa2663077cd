import { IconFileImport } from '@tabler/icons-react'
import { notifications } from '@mantine/notifications'
import { useRef } from 'react'
import type { ConnectorDefinition } from '../../lib/api-types.ts'
import { request } from '../../lib/api/client.ts'
import { texts } from '../../lib/texts.ts'
import { MayButton } from '../../ui/may-button.tsx'
import { useAction } from '../../ui/use-action.ts'

const { list: words } = texts.builder

/** The API takes no larger body. */
const MOST_BYTES = 1024 * 1024

/** Makes a custom connector of a file that was exported from one, here or elsewhere. */
export function ImportButton() {
  const input = useRef<HTMLInputElement>(null)
  const create = useAction(
    (definition: ConnectorDefinition) => request('POST /custom-connectors', { body: definition }),
    {
      renews: [['custom-connectors'], ['connectors'], ['apps']],
      onDone: ({ name }) => void notifications.show({ message: words.imported(name) }),
    },
  )
  const read = async (file: File) => {
    if (file.size > MOST_BYTES) return void notifications.show({ message: words.tooLarge, color: 'red' })
    let definition: unknown
    try {
      definition = JSON.parse(await file.text())
    } catch {
      return void notifications.show({ message: words.notJson, color: 'red' })
    }
    create.mutate(definition as ConnectorDefinition)
  }
  return (
    <>
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label={words.import}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? []
          // The same file can be chosen again once it is mended.
          event.currentTarget.value = ''
          if (file) void read(file)
        }}
      />
      <MayButton
        needs="connections:write"
        variant="default"
        loading={create.isPending}
        leftSection={<IconFileImport size={16} aria-hidden />}
        onClick={() => input.current?.click()}
      >
        {words.import}
      </MayButton>
    </>
  )
}
