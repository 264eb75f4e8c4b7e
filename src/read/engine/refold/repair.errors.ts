/** The live build holds what other code made of the log: this code cannot tell what is wrong in it. */
export class FoldedByOtherCode extends Error {
  constructor(readModel: string) {
    super(
      `${readModel} was folded by other code than this: hailstream projection rebuild ${readModel}`,
    );
  }
}

/** Some documents are written too often to be compared with the log; what was repaired before stays repaired. */
export class NeverStoodStill extends Error {
  constructor(readModel: string, documents: number) {
    super(`${documents} documents of ${readModel} never stood still: try again`);
  }
}
