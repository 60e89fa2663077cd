import { NumberInput, Select, TextInput } from '@mantine/core'
import { texts } from '../../lib/texts.ts'
import classes from './builder.module.css'
import { SourceInput } from './source-input.tsx'
import type { DraftForm } from './use-draft.ts'

const { lists: words } = texts.builder

type Style = keyof typeof words.styles

/** What each style begins with: the names that most vendors use. */
const FIRST: Record<Style, object> = {
  none: { style: 'none' },
  offset: { style: 'offset', param: 'offset', sizeParam: 'limit', pageSize: 100 },
  page: { style: 'page', param: 'page', sizeParam: 'per_page', pageSize: 100, first: 1 },
  cursor: { style: 'cursor', param: 'cursor', sizeParam: 'limit', pageSize: 100, next: { path: 'next_cursor' } },
  'next-link': { style: 'next-link', next: 'next', sizeParam: 'limit', pageSize: 100 },
  'link-header': { style: 'link-header', sizeParam: 'per_page', pageSize: 100 },
}

/** How one gets from a page of a list to the next. */
export function PagingFields({ form, place }: { form: DraftForm; place: string }) {
  const style = (form.get(`${place}.style`) ?? 'none') as Style
  const isNumbered = style === 'offset' || style === 'page'
  const text = (name: string, label: string, required: boolean) => (
    <TextInput
      label={label}
      required={required}
      spellCheck={false}
      autoComplete="off"
      {...form.text(`${place}.${name}`, { keep: required })}
    />
  )
  const inHeader = form.get(`${place}.next.header`) !== undefined
  return (
    <>
      <Select
        label={words.style}
        error={form.error(place) ?? form.error(`${place}.style`)}
        allowDeselect={false}
        value={style}
        data={Object.entries(words.styles).map(([value, label]) => ({ value, label }))}
        onChange={(value) => form.set(place, FIRST[(value ?? 'none') as Style])}
      />
      {style !== 'none' && (
        <div className={classes.triple}>
          {(isNumbered || style === 'cursor') && text('param', words.param[style], true)}
          {text('sizeParam', words.sizeParam, isNumbered)}
          <NumberInput
            label={words.pageSize}
            min={1}
            max={10000}
            allowDecimal={false}
            value={Number(form.get(`${place}.pageSize`) ?? 100)}
            error={form.error(`${place}.pageSize`)}
            onChange={(value) => form.set(`${place}.pageSize`, Number(value))}
          />
          {style === 'page' && (
            <Select
              label={words.first}
              allowDeselect={false}
              data={['0', '1']}
              value={form.word(`${place}.first`, '1')}
              onChange={(value) => form.set(`${place}.first`, Number(value))}
            />
          )}
        </div>
      )}
      {style === 'cursor' && (
        <div className={classes.pair}>
          <Select
            label={words.nextIn}
            allowDeselect={false}
            data={[
              { value: 'path', label: words.inBody },
              { value: 'header', label: words.inHeader },
            ]}
            value={inHeader ? 'header' : 'path'}
            onChange={(value) => form.set(`${place}.next`, value === 'header' ? { header: '' } : { path: '' })}
          />
          {inHeader ? (
            text('next.header', words.nextHeader, true)
          ) : (
            <SourceInput form={form} place={`${place}.next.path`} label={words.next} required found={[]} />
          )}
        </div>
      )}
      {style === 'next-link' && (
        <SourceInput form={form} place={`${place}.next`} label={words.nextLink} required found={[]} />
      )}
      {(style === 'cursor' || style === 'link-header') && form.error(`${place}.next`) && (
        <p className={classes.problem} role="alert">
          {form.error(`${place}.next`)}
        </p>
      )}
    </>
  )
}
