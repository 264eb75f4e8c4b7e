const SHOWN = 5;

/** What a run has shown, line by line, and the exit that comes of it. */
export class Tally {
  passed = 0;
  failed = 0;

  /** @param faults none when it holds */
  check(what, faults) {
    const ok = faults.length === 0;
    this[ok ? 'passed' : 'failed'] += 1;
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${what}`);
    for (const fault of faults.slice(0, SHOWN)) console.log(`    ${fault}`);
    if (faults.length > SHOWN) console.log(`    and ${faults.length - SHOWN} more`);
  }

  /** Runs to the end, whatever happens on the way. */
  async of(run) {
    try {
      await run();
    } catch (error) {
      this.check('the run came to its end', [error.stack]);
    }
    console.log(`${this.passed} passed, ${this.failed} failed`);
    process.exit(this.failed === 0 ? 0 : 1);
  }
}
