import { text } from 'node:stream/consumers';
import { ProblemException } from '../../../shared/http/problem';
import { Lines } from './lines';

const nobody = () => undefined;

describe('the open streams of a process', () => {
  it('end with it, each with its reason, and no more are opened', async () => {
    const lines = new Lines();
    const before = lines.line(nobody);
    const reading = text(before);
    lines.beforeApplicationShutdown();
    expect(await reading).toContain('SERVER_STOPPING');
    expect(() => lines.expectRoom()).toThrow(ProblemException);
    expect(await text(lines.line(nobody))).toContain('SERVER_STOPPING');
  });

  it('are so many and no more, those that were left not counted', () => {
    const lines = new Lines(2);
    const first = lines.line(nobody);
    const second = lines.line(nobody);
    expect(() => lines.expectRoom()).toThrow('Too many streams are open here');
    first.destroy();
    expect(() => lines.expectRoom()).not.toThrow();
    second.destroy();
  });
});
