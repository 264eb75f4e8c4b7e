/** A stop that drains takes seconds at most; one that hangs must not keep the process. */
const PATIENCE_MS = 4500;

/** Runs `stop` once, on the first SIGINT or SIGTERM, and then ends the process. */
export function onStopSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const begin = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', begin);
  process.on('SIGTERM', begin);
}
