// What the log alone says of policies, timers and the commands that they sent.

/** By the fact that began the wait: what has to follow it, when it is due, and which policy sees to it. */
const WAITS = {
  TripScheduled: {
    ...{ policy: 'scheduled-activation', timer: 'activate', expects: 'TripActivated' },
    dueAt: ({ pickupAt }) => Date.parse(pickupAt) - 30 * 60_000,
  },
  DriverArrived: {
    ...{ policy: 'no-show-clock', timer: 'wait', expects: 'NoShowAllowed' },
    dueAt: ({ at }) => Date.parse(at) + 5 * 60_000,
  },
};
/** Of a shift: its beginning, the reservation and the commitment. */
const BEFORE_THE_TRIP = 3;
const STOPS = ['TripCancelled', 'TripStarted'];

/** Each trip has had the consequence that it had to have, once; those that were stopped in time have had none. */
export function wronged(streams) {
  return waitsIn(streams).flatMap(({ name, events, expects, isStopped }) => {
    const times = events.filter(({ type }) => type === expects).length;
    const types = events.map(({ type }) => type).join(', ');
    return times === (isStopped ? 0 : 1) ? [] : [`${name}: ${expects} ${times} times (${types})`];
  });
}

/** What a shift says of a trip that its driver was committed to, after what the trip says. */
const FOLLOWS = {
  DriverArrived: 'DriverAtPickup',
  TripStarted: 'DriverOnTrip',
  TripCompleted: 'DriverFreed',
};

/** Each shift has followed its trip, step by step and once. */
export function unfollowed(streams) {
  return shiftsIn(streams).flatMap(([name, events]) => {
    const { tripId } = events.find(({ type }) => type === 'DriverCommitted').data;
    const trip = streams.get(`trip-${tripId}`) ?? [];
    const expected = trip.flatMap(({ type }) => FOLLOWS[type] ?? []);
    const followed = events.slice(BEFORE_THE_TRIP).map(({ type }) => type);
    return String(followed) === String(expected) ? [] : [`${name}: ${followed} after ${expected}`];
  });
}

/** How many waits were to end with a consequence, and how many without; and how many shifts had a trip to follow. */
export function countsOf(streams) {
  const waits = waitsIn(streams);
  const stopped = waits.filter(({ isStopped }) => isStopped).length;
  return { due: waits.length - stopped, stopped, rides: shiftsIn(streams).length };
}

function waitsIn(streams) {
  return tripsIn(streams).flatMap(([name, events]) => {
    const began = events.find(({ type }) => type in WAITS);
    if (!began) return [];
    const { expects, dueAt } = WAITS[began.type];
    const stop = events.find(({ type }) => STOPS.includes(type));
    const isStopped =
      stop !== undefined && Date.parse(stop.metadata.occurredAt) < dueAt(began.data);
    return [{ name, events, expects, isStopped }];
  });
}

/** Each timer that was set has fired or was cleared, once, and no process is stuck or in quarantine. */
export function unsettledTimers(streams) {
  return processesIn(streams).flatMap(([name, events]) => {
    const pending = new Set();
    const found = events.flatMap(({ type, data, revision }) => {
      const timer = `${data.timer}@${data.dueAt}`;
      const fault = faultOf(type, timer, pending);
      if (type === 'TimerSet') pending.add(timer);
      else pending.delete(timer);
      return fault ? [`${name}@${revision}: ${fault}`] : [];
    });
    return [...found, ...[...pending].map((timer) => `${name}: ${timer} is still pending`)];
  });
}

function faultOf(type, timer, pending) {
  if (/Stuck|Quarantined|Parked/.test(type)) return type;
  if (type === 'TimerSet' && pending.has(timer)) return `${timer} is set twice`;
  const ends = type === 'TimerFired' || type === 'TimerCleared';
  return ends && !pending.has(timer) ? `${type} of ${timer}, which is not pending` : undefined;
}

/** Each timer that fired has sent its command: what came of it stands in the trip, or why nothing did in the process. */
export function unanswered(streams) {
  return processesIn(streams).flatMap(([name, events]) => {
    const [, policy, trip] = /^process-(.+)-([\da-f-]{36})$/.exec(name) ?? [];
    const fired = events.filter((event) => event.type === 'TimerFired' && isWait(event, policy));
    const declined = events.filter(({ type }) => type === 'CommandDeclined');
    const done = (streams.get(`trip-${trip}`) ?? []).filter(isFrom(policy));
    const answers = declined.length + done.length;
    return answers === fired.length
      ? []
      : [`${name}: ${fired.length} timers fired, ${answers} commands were answered`];
  });
}

/** No command of a policy stands in two places of the log. */
export function commandsTwice(streams) {
  const seen = new Map();
  return [...tripsIn(streams), ...shiftsIn(streams)].flatMap(([name, events]) =>
    events.flatMap(({ metadata: { commandId, actor }, revision }) => {
      const place = `${name}@${revision}`;
      const before = seen.get(commandId);
      seen.set(commandId, place);
      return before && actor.id !== 'chaos' ? [`${place}: ${commandId} was at ${before}`] : [];
    }),
  );
}

const isWait = ({ data }, policy) =>
  Object.values(WAITS).some((wait) => wait.policy === policy && wait.timer === data.timer);
const isFrom = (policy) => (event) => event.metadata.actor.id === policy;
const tripsIn = (streams) => [...streams].filter(([name]) => name.startsWith('trip-'));
const shiftsIn = (streams) => [...streams].filter(([name]) => name.startsWith('shift-'));
const processesIn = (streams) => [...streams].filter(([name]) => name.startsWith('process-'));
