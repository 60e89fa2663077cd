import { ActionIcon, Autocomplete, Checkbox, Tooltip } from '@mantine/core'
import { IconBraces, IconLetterT, IconSparkles, IconTransform, IconTrash, type Icon } from '@tabler/icons-react'
import type { MappingView } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import type { DraftMapping, TargetField } from './draft-mapping.ts'
import { previewText } from './preview-text.ts'
import { SourceInput } from './source-input.tsx'
import type { Preview } from './use-preview.ts'
import classes from './mapping.module.css'

type Row = DraftMapping['targets'][number]

type Props = {
  target: Row
  field: TargetField
  offered: MappingView['offered']
  /** Undefined while there is no record to look at. */
  preview: Preview | undefined
  problems: readonly string[]
  /** Why smart mapping chose this. */
  reason: string | undefined
  onChange: (target: Row) => void
  onRemove: () => void
  onEditValues: () => void
}

// What the Role form offers (F45); any other text may be typed.
const ROLES = ['Employee', 'Contractor', 'Intern', 'Service account', 'Guest', 'Other']

/** One line of the mapping: what fills a person field, whether it is a key, and what the sample record gives. */
export function TargetRow({
  target,
  field,
  offered,
  preview,
  problems,
  reason,
  onChange,
  onRemove,
  onEditValues,
}: Props) {
  const { mapping: words } = texts
  const isConstant = target.constant !== undefined
  const values = Object.keys(target.values ?? {}).length
  const tags = [
    field.mandatory && words.mandatory,
    field.unique && field.custom && words.unique,
    field.custom && words.custom,
  ].filter(Boolean)
  return (
    <div className={classes.row} role="row" data-wrong={problems.length > 0 || undefined}>
      <div className={classes.field} role="rowheader">
        <span className={classes.fieldName}>{field.label}</span>
        {tags.length > 0 && <span className={classes.tag}>{tags.join(', ')}</span>}
        {reason !== undefined && (
          <Tooltip label={reason}>
            <ActionIcon size="xs" variant="transparent" aria-label={`${words.smartReason}: ${reason}`}>
              <IconSparkles size={13} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      <div className={classes.source} role="cell">
        {isConstant ? (
          <Autocomplete
            className={classes.input}
            aria-label={words.constant(field.label)}
            data={field.name === 'role' ? ROLES : []}
            value={String(target.constant)}
            onChange={(constant) => onChange({ ...target, constant })}
            error={problems.length > 0}
          />
        ) : (
          <SourceInput
            label={words.source(field.label)}
            value={target.source ?? ''}
            offered={offered}
            preview={preview}
            isWrong={problems.length > 0}
            onChange={(source) => onChange({ ...target, source })}
          />
        )}
      </div>
      <div className={classes.key} role="cell">
        <Tooltip label={field.canBeKey ? words.key(field.label) : words.keyNot}>
          <div>
            <Checkbox
              aria-label={words.key(field.label)}
              checked={target.key ?? false}
              disabled={!field.canBeKey || isConstant}
              onChange={(event) => {
                const { key: _key, ...rest } = target
                onChange(event.currentTarget.checked ? { ...rest, key: true } : rest)
              }}
            />
          </div>
        </Tooltip>
      </div>
      <div className={classes.preview} role="cell">
        <span className="truncate" data-testid={`preview-${field.name}`}>
          {preview === undefined && !isConstant ? (
            <span className="muted">{texts.common.none}</span>
          ) : (
            previewText(target, preview)
          )}
        </span>
        {!isConstant && values > 0 && (
          <span className="muted" style={{ fontSize: 12 }}>
            {words.values(values)}
          </span>
        )}
      </div>
      <div className={classes.removeCell} role="cell">
        <RowAction
          icon={isConstant ? IconBraces : IconLetterT}
          label={isConstant ? words.takeSource(field.label) : words.takeConstant(field.label)}
          onClick={() => {
            const { source: _source, constant: _constant, ...rest } = target
            onChange(isConstant ? { ...rest, source: '' } : { ...rest, constant: '' })
          }}
        />
        <RowAction
          icon={IconTransform}
          label={words.valuesEdit(field.label)}
          isDisabled={isConstant}
          onClick={onEditValues}
        />
        <RowAction icon={IconTrash} label={words.remove(field.label)} onClick={onRemove} />
      </div>
      {problems.length > 0 && (
        <div className={classes.problem} role="cell">
          {problems.map((problem) => (
            <p key={problem} role="alert">
              {problem}
            </p>
          ))}
        </div>
      )}
    </div>
  )
}

type ActionProps = { icon: Icon; label: string; isDisabled?: boolean; onClick: () => void }

function RowAction({ icon: Icon, label, isDisabled = false, onClick }: ActionProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} disabled={isDisabled} onClick={onClick}>
        <Icon size={16} stroke={1.7} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}
