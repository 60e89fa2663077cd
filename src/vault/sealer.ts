import { open, seal, type RootKey, type SealContext } from './seal.ts'

/** Seals texts that are no credentials, for folders that must not see the root key. */
export type Sealer = {
  seal(context: SealContext, text: string): Promise<string>
  /** Throws `secret_unreadable` for anything but what was sealed with the same context. */
  open(context: SealContext, sealed: string): Promise<string>
}

export function createSealer(rootKey: RootKey): Sealer {
  return {
    seal: (context, text) => seal(rootKey, context, text),
    open: (context, sealed) => open(rootKey, context, sealed),
  }
}
