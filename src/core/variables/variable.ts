/** A value that fills forms, such as `Zendesk.Subdomain` (F28). Whoever may read connections may read it: it is never a secret. */
export type Variable = { name: string; value: string; updatedAt: Date }

const NAME = /^[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*$/

/** Parts of letters, digits and underscores with dots between; at most 63 characters. */
export function isVariableName(name: string): boolean {
  return name.length <= 63 && NAME.test(name)
}
