/** Node's codes for a line that broke, or never came to be, and for what is left of one. */
const CODES: readonly unknown[] = [
  ...['ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH'],
  ...['EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'ENETRESET', 'ENOTCONN', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['ERR_SOCKET_CLOSED', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_PREMATURE_CLOSE'],
  ...['ERR_STREAM_WRITE_AFTER_END', 'ERR_HTTP2_INVALID_SESSION', 'ERR_HTTP2_INVALID_STREAM'],
  ...['ERR_HTTP2_GOAWAY_SESSION', 'ERR_HTTP2_SESSION_ERROR', 'ERR_HTTP2_STREAM_CANCEL'],
  ...['ERR_HTTP2_STREAM_ERROR'],
];

/** Whether it is the network's own error, which clients of stores now and then let through as it is. */
export function isBrokenLine(error: unknown): boolean {
  return error instanceof Error && 'code' in error && CODES.includes(error.code);
}
