import { ActionIcon, Button, SegmentedControl, Select, Stack, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { texts } from '../../lib/texts.ts'
import classes from './builder.module.css'
import { SourceInput } from './source-input.tsx'
import { StatusTable } from './status-table.tsx'
import type { DraftForm } from './use-draft.ts'

const { fields: words } = texts.builder
const STATUSES = Object.entries(texts.words.status).map(([value, label]) => ({ value, label }))

/** What of a record is what of an account, and which status it has. */
export function FieldsStep({ form, found }: { form: DraftForm; found: readonly string[] }) {
  const isAlways = form.get('accounts.status.always') !== undefined
  return (
    <Stack gap="lg">
      <fieldset className={classes.fieldset}>
        <legend>{words.legend}</legend>
        <p className="muted">{words.help}</p>
        <div className={classes.pair}>
          {Object.entries(words.names).map(([field, label]) => (
            <SourceInput
              key={field}
              form={form}
              place={`accounts.fields.${field}`}
              label={label}
              required={field === 'externalId'}
              found={found}
            />
          ))}
        </div>
      </fieldset>
      <fieldset className={classes.fieldset}>
        <legend>{words.status}</legend>
        <Stack gap="sm">
          <SegmentedControl
            aria-label={words.statusKind}
            value={isAlways ? 'always' : 'source'}
            data={[
              { value: 'source', label: words.statusFrom },
              { value: 'always', label: words.statusAlways },
            ]}
            onChange={(value) =>
              form.set(
                'accounts.status',
                value === 'always' ? { always: 'active' } : { source: 'status', values: { active: 'active' } },
              )
            }
          />
          {!isAlways && (
            <>
              <div className={classes.pair}>
                <SourceInput
                  form={form}
                  place="accounts.status.source"
                  label={words.statusSource}
                  required
                  found={found}
                />
                <Select
                  label={words.absent}
                  allowDeselect={false}
                  data={STATUSES}
                  value={form.word('accounts.status.absent', 'unknown')}
                  onChange={(value) => form.set('accounts.status.absent', value)}
                />
              </div>
              <StatusTable form={form} place="accounts.status.values" />
            </>
          )}
          <div className={classes.pair}>
            <SourceInput form={form} place="accounts.flags.isAdmin.source" label={words.admin} found={found} />
            <TextInput
              label={words.adminValues}
              placeholder={words.adminValuesHelp}
              autoComplete="off"
              defaultValue={((form.get('accounts.flags.isAdmin.values') ?? []) as string[]).join(', ')}
              onChange={({ currentTarget: { value } }) => form.set('accounts.flags.isAdmin.values', listOf(value))}
            />
          </div>
        </Stack>
      </fieldset>
      <DataFields form={form} found={found} />
    </Stack>
  )
}

function listOf(text: string): string[] | undefined {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
  return words.length === 0 ? undefined : words
}

/** Further values of a record, under names of one's own. */
function DataFields({ form, found }: { form: DraftForm; found: readonly string[] }) {
  const data = (form.get('accounts.data') ?? []) as { name: string; source: string }[]
  return (
    <fieldset className={classes.fieldset}>
      <legend>{words.data}</legend>
      <p className="muted">{words.dataHelp}</p>
      {data.map(({ name }, position) => (
        // A row has nothing of its own but its place; rows are added at the end.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={position} className={classes.dataRow}>
          <TextInput
            aria-label={words.dataName(position + 1)}
            placeholder={words.dataName(position + 1)}
            autoComplete="off"
            {...form.text(`accounts.data.${position}.name`, { keep: true })}
          />
          <SourceInput
            form={form}
            place={`accounts.data.${position}.source`}
            label={words.dataSource(position + 1)}
            isLabelHidden
            required
            found={found}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={words.removeData(name)}
            onClick={() =>
              form.set(
                'accounts.data',
                data.filter((_, at) => at !== position),
              )
            }
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => form.set('accounts.data', [...data, { name: '', source: '' }])}
      >
        {words.addData}
      </Button>
    </fieldset>
  )
}
