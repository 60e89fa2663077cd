/** What a change of whose account it is, or of its status, shows up in. */
export const DIRECTORY = [['accounts'], ['people'], ['summary'], ['apps'], ['connections']] as const
