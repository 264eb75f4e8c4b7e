import fc from 'fast-check';
import { DomainError } from './domain-error';
import { InvalidTransition, type RefusedTransition } from './invalid-transition';
import type { Sent } from './sent';
import { rulesOf, transitionTable, type CommandClass } from './transition-table';

interface Hung {
  readonly jammed: boolean;
}
interface Open extends Hung {
  readonly status: 'Open';
  readonly widthCm: number;
}
interface Shut extends Hung {
  readonly status: 'Shut';
  readonly locked: boolean;
}
type Door = { readonly status: 'Unhung' } | Open | Shut;

abstract class DoorCommand {
  abstract readonly type: string;
  constructor(
    readonly doorId: string,
    readonly data: object,
    readonly sent: Sent,
  ) {}
}
class HangDoor extends DoorCommand {
  readonly type = 'HangDoor';
}
class ShutDoor extends DoorCommand {
  readonly type = 'ShutDoor';
}
class OpenDoor extends DoorCommand {
  readonly type = 'OpenDoor';
}
class OilHinges extends DoorCommand {
  readonly type = 'OilHinges';
}
class PaintDoor extends DoorCommand {
  readonly type = 'PaintDoor';
}

class DoorNotFound extends DomainError {
  readonly code = 'DOOR_NOT_FOUND';
  readonly refusal = 'missing';
  constructor() {
    super('There is no such door');
  }
}
class DoorInvalidTransition extends InvalidTransition {
  readonly code = 'DOOR_INVALID_TRANSITION';
  constructor(refused: RefusedTransition) {
    super('door', refused);
  }
}
class DoorLocked extends DomainError {
  readonly code = 'DOOR_LOCKED';
  readonly refusal = 'conflict';
}

const doorRule = rulesOf<DoorCommand, Door, string, string, 'Jammed'>();

const rules = [
  doorRule(HangDoor, ['Unhung'], ({ doorId }) => [`${doorId} was hung`]),
  doorRule(ShutDoor, ['Open'], (_, { widthCm }) => [`shut from ${widthCm} cm`]),
  doorRule(OpenDoor, ['Shut'], (_, { locked }) => {
    if (locked) throw new DoorLocked('It is locked');
    return ['opened'];
  }),
  doorRule(OilHinges, ['Open', 'Shut', 'Jammed'], (_, { jammed }) => (jammed ? ['freed'] : [])),
];

const unhung: Door = { status: 'Unhung' };

const { decide, commandsAllowedIn } = transitionTable({
  rules,
  initialState: unhung,
  notFound: DoorNotFound,
  notAllowed: DoorInvalidTransition,
  also: (door) => (door.status !== 'Unhung' && door.jammed ? 'Jammed' : undefined),
});

const sent: Sent = {
  ...{ commandId: 'c-1', requestHash: 'h', actor: { type: 'ops', id: 'o-1' } },
  ...{ occurredAt: '2026-01-01T00:00:00Z', correlationId: 'c-1', causationId: 'c-1' },
};
const asked = (Command: CommandClass<DoorCommand, string>) =>
  new Command('front', {} as never, sent);

const open: Door = { status: 'Open', widthCm: 80, jammed: false };
const shut: Door = { status: 'Shut', locked: false, jammed: false };

function answerTo(Command: CommandClass<DoorCommand, string>, door: Door): unknown {
  try {
    return decide(asked(Command), door);
  } catch (error) {
    return error;
  }
}

describe('a transition table', () => {
  it('decides by the rule of the command', () => {
    expect(decide(asked(HangDoor), unhung)).toEqual(['front was hung']);
    expect(decide(asked(ShutDoor), open)).toEqual(['shut from 80 cm']);
  });

  it('lets the rule say no in its own words, or that nothing is to be done', () => {
    expect(() => decide(asked(OpenDoor), { ...shut, locked: true })).toThrow(DoorLocked);
    expect(decide(asked(OilHinges), shut)).toEqual([]);
  });

  it('refuses what the state does not allow, and says what it does', () => {
    const refusal = answerTo(ShutDoor, shut);
    expect(refusal).toBeInstanceOf(DoorInvalidTransition);
    expect(refusal).toMatchObject({
      message: 'ShutDoor is not allowed while the door is Shut',
      code: 'DOOR_INVALID_TRANSITION',
      refusal: 'conflict',
      details: { currentState: 'Shut', allowedCommands: ['OpenDoor', 'OilHinges'] },
    });
  });

  it('refuses a command that has no row', () =>
    expect(answerTo(PaintDoor, open)).toBeInstanceOf(DoorInvalidTransition));

  it.each([ShutDoor, PaintDoor])('finds nothing before the first event: %p', (Command) =>
    expect(answerTo(Command, unhung)).toBeInstanceOf(DoorNotFound),
  );

  it('allows only rules that name what holds beside the status, and shows that', () => {
    const jammed = { ...open, jammed: true };
    expect(decide(asked(OilHinges), jammed)).toEqual(['freed']);
    expect(answerTo(ShutDoor, jammed)).toMatchObject({
      message: 'ShutDoor is not allowed while the door is Jammed',
      details: { currentState: 'Jammed', allowedCommands: ['OilHinges'] },
    });
  });

  it('refuses exactly the commands that it does not name as allowed', () => {
    const doors: fc.Arbitrary<Door> = fc.oneof(
      fc.constant(unhung),
      fc.record({ status: fc.constant('Open'), widthCm: fc.nat(90), jammed: fc.boolean() }),
      fc.record({ status: fc.constant('Shut'), locked: fc.boolean(), jammed: fc.boolean() }),
    );
    const commands = fc.constantFrom(HangDoor, ShutDoor, OpenDoor, OilHinges, PaintDoor);
    fc.assert(
      fc.property(doors, commands, (door, Command) => {
        const answer = answerTo(Command, door);
        const isRefused = answer instanceof DoorInvalidTransition || answer instanceof DoorNotFound;
        expect(isRefused).toBe(!commandsAllowedIn(door).includes(Command.name));
      }),
    );
  });

  it('gives a rule no more of the state than what every status it names has', () => {
    // @ts-expect-error: a door that is shut has no width
    doorRule(ShutDoor, ['Open', 'Shut'], (_, { widthCm }) => [`shut from ${String(widthCm)} cm`]);
    // @ts-expect-error: no door is ever in this state
    doorRule(ShutDoor, ['Ajar'], () => []);
    // @ts-expect-error: a rule makes facts of this aggregate true
    doorRule(ShutDoor, ['Open'], () => [1]);
  });
});
