import { useState } from 'react'
import type { Sync } from '../../lib/api-types.ts'
import { cancelSync, isRunning, undoSync } from '../../lib/queries/syncs.ts'
import { texts } from '../../lib/texts.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { MayButton } from '../../ui/may-button.tsx'
import { useAction } from '../../ui/use-action.ts'

/** Cancel while it runs, Undo while it is the newest applied one. */
export function SyncActions({ sync }: { sync: Sync }) {
  const { cancel: cancelWords, undo: undoWords } = texts.syncs
  const [asks, setAsks] = useState<'cancel' | 'undo' | null>(null)
  const close = () => setAsks(null)
  const cancel = useAction(cancelSync, {
    renews: [['syncs'], ['connections']],
    done: cancelWords.done,
    onDone: close,
    showsProblem: true,
  })
  const undo = useAction(undoSync, {
    renews: [['syncs'], ['connections'], ['summary'], ['people'], ['accounts'], ['apps']],
    done: undoWords.done,
    onDone: close,
    showsProblem: true,
  })
  return (
    <>
      {isRunning(sync) && (
        <MayButton needs="syncs:run" variant="default" onClick={() => setAsks('cancel')}>
          {cancelWords.action}
        </MayButton>
      )}
      {sync.undoable && (
        <MayButton needs="syncs:run" variant="default" onClick={() => setAsks('undo')}>
          {undoWords.action}
        </MayButton>
      )}
      <ConfirmDialog
        title={cancelWords.title}
        confirm={cancelWords.confirm}
        dismiss={cancelWords.keep}
        isOpen={asks === 'cancel'}
        onClose={close}
        action={{ isPending: cancel.isPending, error: cancel.error, run: () => cancel.mutate(sync.id) }}
      >
        {cancelWords.text}
      </ConfirmDialog>
      <ConfirmDialog
        title={undoWords.title}
        confirm={undoWords.confirm}
        isDangerous
        isOpen={asks === 'undo'}
        onClose={close}
        action={{ isPending: undo.isPending, error: undo.error, run: () => undo.mutate(sync.id) }}
      >
        {undoWords.text}
      </ConfirmDialog>
    </>
  )
}
