/** People known beforehand: lower-cased e-mail and name. */
export function people(users: number): Iterable<[email: string, name: string]>
