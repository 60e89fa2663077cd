import type { MappingView, Operations, PersonField } from '../../lib/api-types.ts'

type Saved = Operations['PUT /connections/{id}/mapping']['body']
export type Target = Saved['targets'][number]
export type CustomField = NonNullable<Saved['customFields']>[number]

/** A mapping while it is edited: what is saved, with a key per row that stays when rows come and go. */
export type DraftMapping = Omit<Saved, 'targets' | 'customFields'> & {
  targets: (Target & { rowId: number })[]
  customFields: CustomField[]
}

/** A person field that a row can fill. */
export type TargetField = Pick<PersonField, 'name' | 'label' | 'mandatory' | 'canBeKey' | 'unique' | 'custom'>

let nextRow = 1

export function withRow(target: Target): DraftMapping['targets'][number] {
  return { ...target, rowId: nextRow++ }
}

export function draftOf(view: MappingView): DraftMapping {
  return {
    targets: view.targets.map(withRow),
    customFields: view.customFields,
    ...(view.filter && { filter: view.filter }),
    sources: view.sources,
  }
}

/** As the API wants it. */
export function savedForm({ targets, filter, ...rest }: DraftMapping): Saved {
  return {
    ...rest,
    ...(filter && filter.rules.length > 0 && { filter }),
    targets: targets.map(({ rowId: _row, ...target }) => {
      const { source, constant, ...others } = target
      return constant === undefined ? { ...others, source: source?.trim() ?? '' } : { ...others, constant }
    }),
  }
}

/** Every field that can be filled, those that this mapping makes included. */
export function targetFields(known: readonly PersonField[], custom: readonly CustomField[]): TargetField[] {
  const made = custom
    .filter((field) => !known.some(({ name }) => name === field.field))
    .map(({ field, label, unique = false }): TargetField => {
      return { name: field, label, mandatory: false, canBeKey: unique, unique, custom: true }
    })
  // The status is worked out, never mapped.
  return [...known.filter(({ name }) => name !== 'status'), ...made]
}

/** A label as the name of a field: `Slack User Id` → `slackUserId`. */
export function fieldNameOf(label: string): string {
  const words =
    label
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .match(/[A-Za-z0-9]+/g) ?? []
  const name = words
    .map((word, index) =>
      index === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
    )
    .join('')
  return name.replace(/^\d+/, '').slice(0, 50)
}

/** Which row a problem of the API belongs to: `targets.3.source` → 3; null for what belongs to none. */
export function rowOfProblem(path: string): number | null {
  const found = /^targets\.(\d+)\b/.exec(path)
  return found ? Number(found[1]) : null
}

/** Which rule of the filter a problem of the API belongs to: `filter.rules.0.value` → `filter.rules.0`; null for none. */
export function ruleOfProblem(path: string): string | null {
  return /^(filter(?:\.rules\.\d+)+)/.exec(path)?.[1] ?? null
}
