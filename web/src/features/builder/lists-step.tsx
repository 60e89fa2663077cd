import { Checkbox, Select, Stack, TextInput } from '@mantine/core'
import { texts } from '../../lib/texts.ts'
import classes from './builder.module.css'
import { at } from './definition-draft.ts'
import { PagingFields } from './paging-fields.tsx'
import { PairsInput } from './pairs-input.tsx'
import { SourceInput } from './source-input.tsx'
import type { DraftForm } from './use-draft.ts'

const { lists: words } = texts.builder

const GROUPS = { path: '/groups', kind: 'group', paging: { style: 'none' }, fields: { externalId: 'id', name: 'name' } }
const MEMBERSHIPS = { path: '/groups/{group}/members', paging: { style: 'none' }, account: 'id' }

/** Which lists there are, where they are in an answer, and how they are paged. */
export function ListsStep({ form }: { form: DraftForm }) {
  const has = (list: string) => at(form.draft, list) !== undefined
  const source = (place: string, label: string, help?: string, required = false) => (
    <SourceInput form={form} place={place} label={label} required={required} found={[]} {...(help ? { help } : {})} />
  )
  return (
    <Stack gap="lg">
      <fieldset className={classes.fieldset}>
        <legend>{words.accounts}</legend>
        <Stack gap="sm">
          <ListFields form={form} list="accounts" />
          <TextInput
            label={words.detail}
            description={words.detailHelp}
            placeholder="/users/{{list_response_item.id}}"
            spellCheck={false}
            autoComplete="off"
            value={form.word('accounts.detail.path')}
            error={form.error('accounts.detail.path') ?? form.error('accounts.detail')}
            onChange={({ currentTarget: { value } }) =>
              form.set('accounts.detail', value === '' ? undefined : { path: value })
            }
          />
          <div className={classes.pair}>
            <TextInput
              label={words.one}
              description={words.oneHelp}
              placeholder="/users/{id}"
              spellCheck={false}
              autoComplete="off"
              value={form.word('accounts.one.path')}
              error={form.error('accounts.one.path')}
              onChange={({ currentTarget: { value } }) =>
                value === '' ? form.set('accounts.one', undefined) : form.set('accounts.one.path', value)
              }
            />
            {has('accounts.one') && source('accounts.one.record', words.oneRecord, words.recordsHelp)}
          </div>
        </Stack>
      </fieldset>
      <Checkbox
        label={words.addGroups}
        checked={has('groups')}
        onChange={(event) => {
          form.set('groups', event.currentTarget.checked ? GROUPS : undefined)
          if (!event.currentTarget.checked) form.set('memberships', undefined)
        }}
      />
      {has('groups') && (
        <fieldset className={classes.fieldset}>
          <legend>{words.groups}</legend>
          <Stack gap="sm">
            <ListFields form={form} list="groups" />
            <Select
              label={words.kind}
              allowDeselect={false}
              value={form.word('groups.kind', 'group')}
              data={Object.entries(words.kinds).map(([value, label]) => ({ value, label }))}
              onChange={(value) => form.set('groups.kind', value)}
            />
            <div className={classes.pair}>
              {source('groups.fields.externalId', words.groupId, undefined, true)}
              {source('groups.fields.name', words.groupName, undefined, true)}
              <TextInput
                label={words.members}
                spellCheck={false}
                autoComplete="off"
                value={form.word('groups.members.list')}
                error={form.error('groups.members.list')}
                onChange={({ currentTarget: { value } }) =>
                  value === '' ? form.set('groups.members', undefined) : form.set('groups.members.list', value)
                }
              />
              {has('groups.members') && source('groups.members.id', words.member)}
            </div>
          </Stack>
        </fieldset>
      )}
      {has('groups') && !has('groups.members') && (
        <Checkbox
          label={words.addMemberships}
          checked={has('memberships')}
          onChange={(event) => form.set('memberships', event.currentTarget.checked ? MEMBERSHIPS : undefined)}
        />
      )}
      {has('memberships') && (
        <fieldset className={classes.fieldset}>
          <legend>{words.memberships}</legend>
          <Stack gap="sm">
            <ListFields form={form} list="memberships" />
            <div className={classes.pair}>
              {source('memberships.account', words.account, undefined, true)}
              <Select
                label={words.by}
                allowDeselect={false}
                value={form.word('memberships.by', 'id')}
                data={Object.entries(words.bys).map(([value, label]) => ({ value, label }))}
                onChange={(value) => form.set('memberships.by', value)}
              />
              {source('memberships.group', words.group, words.groupHelp)}
            </div>
          </Stack>
        </fieldset>
      )}
    </Stack>
  )
}

/** What every list has: path, query, where it is, paging, total. */
function ListFields({ form, list }: { form: DraftForm; list: 'accounts' | 'groups' | 'memberships' }) {
  return (
    <>
      <div className={classes.pair}>
        <TextInput
          label={words.path}
          description={list === 'memberships' ? words.membersPathHelp : words.pathHelp}
          required
          spellCheck={false}
          autoComplete="off"
          {...form.text(`${list}.path`, { keep: true })}
        />
        <PairsInput form={form} place={`${list}.query`} label={words.query} help={words.queryHelp} />
        <SourceInput form={form} place={`${list}.records`} label={words.records} help={words.recordsHelp} found={[]} />
        <TextInput
          label={words.total}
          description={words.totalHelp}
          spellCheck={false}
          autoComplete="off"
          value={form.word(`${list}.total.path`)}
          error={form.error(`${list}.total`) ?? form.error(`${list}.total.path`)}
          onChange={({ currentTarget: { value } }) =>
            form.set(`${list}.total`, value === '' ? undefined : { path: value })
          }
        />
      </div>
      <PagingFields form={form} place={`${list}.paging`} />
    </>
  )
}
