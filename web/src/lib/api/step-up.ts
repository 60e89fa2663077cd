/** Asks for the password, code or passkey; true once the server has accepted one. */
type AskForProof = () => Promise<boolean>

let asks: AskForProof | undefined
let running: Promise<boolean> | undefined

/** The dialog that asks registers itself here; returns how it leaves again. */
export function whenProofIsAsked(ask: AskForProof): () => void {
  asks = ask
  return () => {
    if (asks === ask) asks = undefined
  }
}

/** Several actions that wait at the same moment are let through by one answer. */
export function askForProof(): Promise<boolean> {
  running ??= (asks?.() ?? Promise.resolve(false)).finally(() => {
    running = undefined
  })
  return running
}
