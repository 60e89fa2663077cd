import {
  ActionIcon,
  Button,
  Group as Row,
  SegmentedControl,
  Select,
  TagsInput,
  TextInput,
  Tooltip,
} from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import type { MappingView } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import {
  isGroup,
  MOST_LEVELS,
  newGroup,
  newRule,
  valueKind,
  withOperator,
  type Group,
  type Operator,
  type Rule,
} from './filter-draft.ts'
import { SourceInput } from './source-input.tsx'
import type { Preview } from './use-preview.ts'
import classes from './filter.module.css'

type Shared = {
  offered: MappingView['offered']
  preview: Preview | undefined
  /** By the place of the rule: `filter.rules.0`. */
  problems: ReadonlyMap<string, string>
}

type GroupProps = Shared & {
  group: Group
  at?: string
  level?: number
  onChange: (group: Group) => void
  onRemove?: () => void
}

/** Rules that a record must pass to be taken, all or any of them, in groups of groups (F49). */
export function FilterForm({ group, at = 'filter', level = 1, onChange, onRemove, ...shared }: GroupProps) {
  const { filters: words } = texts.mapping
  const set = (index: number, one: Rule | Group) => onChange({ ...group, rules: group.rules.with(index, one) })
  const remove = (index: number) => onChange({ ...group, rules: group.rules.toSpliced(index, 1) })
  const add = (one: Rule | Group) => onChange({ ...group, rules: [...group.rules, one] })
  return (
    <fieldset className={classes.group} data-level={level}>
      <legend className={classes.legend}>{level === 1 ? words.legend : words.group}</legend>
      <div className={classes.head}>
        <SegmentedControl
          size="xs"
          aria-label={words.match}
          value={group.match}
          onChange={(match) => onChange({ ...group, match })}
          data={[
            { value: 'all', label: words.all },
            { value: 'any', label: words.any },
          ]}
        />
        {onRemove && <Remove label={words.removeGroup} onClick={onRemove} />}
      </div>
      {group.rules.map((one, index) => {
        const here = `${at}.rules.${index}`
        return isGroup(one) ? (
          <FilterForm
            key={here}
            {...shared}
            group={one}
            at={here}
            level={level + 1}
            onChange={(changed) => set(index, changed)}
            onRemove={() => remove(index)}
          />
        ) : (
          <RuleRow
            key={here}
            {...shared}
            rule={one}
            number={index + 1}
            problem={shared.problems.get(here)}
            onChange={(changed) => set(index, changed)}
            onRemove={() => remove(index)}
          />
        )
      })}
      <Row gap="xs">
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => add(newRule())}
        >
          {words.addRule}
        </Button>
        {level < MOST_LEVELS && (
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => add(newGroup())}
          >
            {words.addGroup}
          </Button>
        )}
      </Row>
    </fieldset>
  )
}

type RuleProps = Shared & {
  rule: Rule
  number: number
  problem: string | undefined
  onChange: (rule: Rule) => void
  onRemove: () => void
}

function RuleRow({ rule, number, offered, preview, problem, onChange, onRemove }: RuleProps) {
  const { filters: words } = texts.mapping
  const kind = valueKind(rule.op)
  return (
    <div className={classes.rule} role="group" aria-label={words.rule(number)}>
      <SourceInput
        label={words.field(number)}
        value={rule.path}
        // What is the same for every record chooses none.
        offered={offered.filter(({ path }) => !path.startsWith('$'))}
        preview={preview}
        isWrong={problem !== undefined}
        onChange={(path) => onChange({ ...rule, path })}
      />
      <Select
        aria-label={words.operator(number)}
        data={Object.entries(words.operators).map(([value, label]) => ({ value, label }))}
        value={rule.op}
        allowDeselect={false}
        onChange={(op) => onChange(withOperator(rule, op as Operator))}
      />
      {kind === 'one' && (
        <TextInput
          aria-label={words.value(number)}
          placeholder={words.valuePlaceholder}
          value={String(rule.value ?? '')}
          error={problem !== undefined}
          onChange={(event) => onChange({ ...rule, value: event.currentTarget.value })}
        />
      )}
      {kind === 'list' && (
        <TagsInput
          aria-label={words.value(number)}
          placeholder={words.valuesPlaceholder}
          value={Array.isArray(rule.value) ? rule.value.map(String) : []}
          error={problem !== undefined}
          onChange={(value) => onChange({ ...rule, value })}
        />
      )}
      {kind === 'none' && <span />}
      <Remove label={words.removeRule(number)} onClick={onRemove} />
      {problem !== undefined && (
        <p className={classes.problem} role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}

function Remove({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={onClick}>
        <IconTrash size={16} stroke={1.7} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}
