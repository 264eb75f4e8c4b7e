/** Remembers one ring until somebody waits, so that a ring between looking and waiting is not lost. */
export class Alarm {
  private rung = false;
  private wake: (() => void) | undefined;

  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  async wait(): Promise<void> {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    this.rung = false;
    this.wake = undefined;
  }
}
