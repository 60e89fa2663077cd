import { Button, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { RequestPage } from '../../lib/api-types.ts'
import { toProblem } from '../../lib/api/client.ts'
import { acceptRequest } from '../../lib/queries/requests.ts'
import { texts } from '../../lib/texts.ts'
import { ConnectFields, fieldProblem } from '../../ui/connect-fields.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'
import { leaveFor } from '../../lib/queries/authorise.ts'
import { CallbackAddress } from '../../ui/callback-address.tsx'
import classes from './coworker.module.css'

/** What the co-worker fills in, if anything, and the one button. */
export function RequestForm({ page, onDone }: { page: RequestPage; onDone: () => void }) {
  const { coworker: words } = texts
  const { fields, flow, connectorName } = page
  const form = useForm<{ credential: Record<string, string> }>({
    initialValues: { credential: Object.fromEntries(fields.map(({ name }) => [name, ''])) },
    validate: ({ credential }) => {
      const problems = fields.map((field) => [`credential.${field.name}`, fieldProblem(field, credential[field.name])])
      return Object.fromEntries(problems.filter(([, problem]) => problem !== null))
    },
  })
  const accept = useAction(
    ({ credential }: typeof form.values) => {
      const entered = Object.entries(credential).filter(([, value]) => value.trim() !== '')
      return acceptRequest(fields.length === 0 ? undefined : Object.fromEntries(entered))
    },
    { showsProblem: true, onDone: ({ url }) => (url === null ? onDone() : leaveFor(url)) },
  )
  const submit = form.onSubmit((values) =>
    accept.mutate(values, {
      onError: (error) =>
        form.setErrors(Object.fromEntries(toProblem(error).fields.map(({ path, message }) => [path, message]))),
    }),
  )
  // The browser is on its way: the button must not come back to life.
  const isLeaving = accept.isPending || accept.data?.url !== undefined
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {fields.length > 0 && (
          <>
            <h2 className={classes.heading}>{flow === 'redirect' ? words.client : words.credential}</h2>
            {page.methodHelp && <p className={classes.text}>{page.methodHelp}</p>}
            {page.callbackUrl !== null && <CallbackAddress url={page.callbackUrl} />}
            <ConnectFields fields={fields} bind={(name) => form.getInputProps(`credential.${name}`)} />
          </>
        )}
        <p className={classes.small}>{flow === 'redirect' ? words.redirect(connectorName) : words.form}</p>
        {accept.error && (
          <ProblemNotice
            error={accept.error}
            title={words.failed}
            shownFields={fields.map(({ name }) => `credential.${name}`)}
          />
        )}
        <Button type="submit" size="md" fullWidth loading={isLeaving}>
          {flow === 'redirect' ? words.go(connectorName) : words.submit}
        </Button>
        <p className={classes.small}>{words.decline}</p>
      </Stack>
    </form>
  )
}
