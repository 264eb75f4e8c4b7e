/** @returns what says, in microseconds, how much processor time all threads of this process have taken since */
export function processorTime(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
}
