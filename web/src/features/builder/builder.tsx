import { Badge, Button, Checkbox, Stack, Tabs, Textarea, TextInput } from '@mantine/core'
import { IconListSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { CustomConnector, FieldProblem, Review } from '../../lib/api-types.ts'
import { request, toProblem } from '../../lib/api/client.ts'
import { signInsQuery } from '../../lib/queries/custom-connectors.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { MayButton } from '../../ui/may-button.tsx'
import { Panel } from '../../ui/page.tsx'
import { Notice, ProblemNotice } from '../../ui/problem-notice.tsx'
import { LoadingLines } from '../../ui/query-view.tsx'
import { useAction } from '../../ui/use-action.ts'
import { AddressStep } from './address-step.tsx'
import classes from './builder.module.css'
import { EMPTY_DRAFT, stepOf, toDefinition, toDraft } from './definition-draft.ts'
import { FieldsStep } from './fields-step.tsx'
import { ListsStep } from './lists-step.tsx'
import { ReviewProblems, ReviewResult } from './review-result.tsx'
import { askedFields, credentialOf, type Trial } from './trial.ts'
import { useDraft } from './use-draft.ts'

const { builder: words } = texts
const STEPS = ['address', 'lists', 'fields', 'review', 'save'] as const
type Step = (typeof STEPS)[number]

/** Describes an app's API in five steps, with what the vendor answers beside them. */
export function Builder({ custom }: { custom: CustomConnector | undefined }) {
  const navigate = useNavigate()
  const [step, setStep] = useState<string>('address')
  const [trial, setTrial] = useState<Trial>({ url: '', fields: {} })
  const [isStale, setStale] = useState(false)
  const [problems, setProblems] = useState<readonly FieldProblem[]>([])
  const form = useDraft(custom ? toDraft(custom.definition) : EMPTY_DRAFT, problems, () => setStale(true))
  const signIns = useQuery(signInsQuery)
  const method = form.word('auth.0.method', 'bearer')
  const signIn = signIns.data?.items.find((one) => one.method === method)

  const review = useAction(
    () => {
      const definition = toDefinition(form.draft)
      const fields = signIn ? askedFields(signIn, form.get('auth.0')) : []
      return request('POST /custom-connectors/test', {
        body: {
          definition,
          method,
          credential: credentialOf(fields, trial),
          ...(definition.baseUrl === null && trial.url.trim() !== '' ? { hosts: { api: trial.url.trim() } } : {}),
        },
      })
    },
    { showsProblem: true, onDone: (result) => found(result) },
  )
  const found = (result: Review) => {
    setProblems(result.problems)
    setStale(false)
  }
  const refused = (error: unknown) =>
    setProblems(
      toProblem(error).fields.map(({ path, message }) => ({ path: path.replace(/^definition\./, ''), message })),
    )
  const runReview = () => review.mutate(undefined, { onError: refused })
  const save = useAction(
    (_then: 'list' | 'connect') => {
      const body = toDefinition(form.draft)
      return custom
        ? request('PUT /custom-connectors/{id}', { path: { id: custom.id }, body })
        : request('POST /custom-connectors', { body })
    },
    { showsProblem: true, renews: [['custom-connectors'], ['connectors'], ['apps']], done: words.save.done },
  )
  const runSave = (then: 'list' | 'connect') =>
    save.mutate(then, {
      onError: refused,
      onSuccess: ({ id }) =>
        void (then === 'connect'
          ? navigate({ to: '/connections/new/$connectorId', params: { connectorId: id } })
          : navigate({ to: '/custom-connectors' })),
    })

  const paths = review.data?.lists.find(({ list }) => list === 'accounts')?.fields.map(({ path }) => path) ?? []
  const counts = Map.groupBy(problems, ({ path }) => stepOf(path))
  const at = STEPS.indexOf(step as Step)
  const reviewButton = (
    <Button
      variant={step === 'review' ? 'filled' : 'default'}
      size="xs"
      leftSection={<IconListSearch size={15} aria-hidden />}
      loading={review.isPending}
      onClick={runReview}
    >
      {review.data ? words.review.again : words.review.action}
    </Button>
  )
  return (
    <div className={classes.layout}>
      <Tabs value={step} onChange={(value) => setStep(value ?? 'address')} keepMounted={false}>
        <Tabs.List aria-label={words.steps.label} mb="lg" className={classes.tabs}>
          {STEPS.map((one) => {
            const count = counts.get(one as 'address')?.length ?? 0
            return (
              <Tabs.Tab
                key={one}
                value={one}
                rightSection={
                  count > 0 ? (
                    <Badge size="xs" color="red" aria-label={words.steps.problems(count)}>
                      {count}
                    </Badge>
                  ) : undefined
                }
              >
                {words.steps[one]}
              </Tabs.Tab>
            )
          })}
        </Tabs.List>
        <Tabs.Panel value="address">
          <AddressStep form={form} trial={trial} onTrial={setTrial} />
        </Tabs.Panel>
        <Tabs.Panel value="lists">
          <ListsStep form={form} />
        </Tabs.Panel>
        <Tabs.Panel value="fields">
          <FieldsStep form={form} found={paths} />
        </Tabs.Panel>
        <Tabs.Panel value="review">
          <Stack gap="md">
            <p className="muted" style={{ margin: 0 }}>
              {words.review.text}
            </p>
            <div>{reviewButton}</div>
            {review.data && !isStale && <ReviewProblems problems={problems} onGo={setStep} />}
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="save">
          <Stack gap="md">
            <TextInput label={words.save.category} placeholder="Other" autoComplete="off" {...form.text('category')} />
            <Textarea label={words.save.description} autosize minRows={2} maxRows={5} {...form.text('description')} />
            <Checkbox
              label={words.save.primary}
              description={words.save.primaryHelp}
              checked={form.get('isPrimarySource') === true}
              onChange={(event) => form.set('isPrimarySource', event.currentTarget.checked)}
            />
            <Notice tone="info">{words.save.reads}</Notice>
            {custom && custom.connections.length > 0 && <Notice>{words.save.changed(custom.connections)}</Notice>}
            {!review.data && <p className="muted">{words.save.notReviewed}</p>}
            {save.error && <ProblemNotice error={save.error} />}
            <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
              <MayButton needs="connections:write" loading={save.isPending} onClick={() => runSave('connect')}>
                {words.save.saveConnect}
              </MayButton>
              <MayButton needs="connections:write" variant="default" onClick={() => runSave('list')}>
                {words.save.action}
              </MayButton>
            </div>
          </Stack>
        </Tabs.Panel>
        <div className={classes.foot}>
          {at > 0 ? (
            <Button variant="default" onClick={() => setStep(STEPS[at - 1]!)}>
              {words.steps.back}
            </Button>
          ) : (
            <span />
          )}
          {at < STEPS.length - 1 && <Button onClick={() => setStep(STEPS[at + 1]!)}>{words.steps.next}</Button>}
        </div>
      </Tabs>
      <aside className={classes.preview} aria-live="polite">
        <Panel>
          <div className={classes.previewHead}>
            <h2>{words.review.preview}</h2>
            {step !== 'review' && reviewButton}
          </div>
          {review.error && <ProblemNotice error={review.error} />}
          {review.isPending && <LoadingLines count={4} height={26} />}
          {!review.isPending && !review.data && !review.error && (
            <EmptyState icon={IconListSearch} isPlain {...words.review.empty} />
          )}
          {!review.isPending && review.data && (
            <>
              {isStale && <p className="muted">{words.review.stale}</p>}
              {!isStale && step !== 'review' && <ReviewProblems problems={problems} onGo={setStep} />}
              <ReviewResult review={review.data} />
            </>
          )}
        </Panel>
      </aside>
    </div>
  )
}
