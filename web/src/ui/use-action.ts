import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query'
import { toProblem } from '../lib/api/client.ts'
import { texts } from '../lib/texts.ts'

type Options<Result> = {
  /** What is read anew afterwards, by the beginning of its key. */
  renews?: readonly QueryKey[]
  /** Said when it has worked. */
  done?: string
  onDone?: (result: Result) => void | Promise<void>
  /** True where the caller shows the problem itself; otherwise it is said in a notification. */
  showsProblem?: boolean
}

/** An action of a person: runs it, says how it went, and brings what it changed up to date. */
export function useAction<Input, Result>(act: (input: Input) => Promise<Result>, options: Options<Result> = {}) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: (result) => {
      for (const queryKey of options.renews ?? []) void client.invalidateQueries({ queryKey })
      if (options.done) notifications.show({ message: options.done })
      void options.onDone?.(result)
    },
    onError: (error) => {
      if (!options.showsProblem) notifyProblem(error)
    },
  })
}

function notifyProblem(error: unknown): void {
  const problem = toProblem(error)
  const fields = problem.fields.map((field) => field.message).join(' ')
  notifications.show({
    title: texts.common.actionFailed,
    message: [problem.message, fields].filter(Boolean).join(' '),
    color: 'red',
    autoClose: 10_000,
  })
}
