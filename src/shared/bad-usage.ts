/** What was typed cannot be meant; names the word that is wrong. */
export class BadUsage extends Error {}
