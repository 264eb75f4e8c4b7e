import type { DispatchEventOf } from '../../../shared/events/dispatch.events';
import { DispatchCommand, dispatchRule } from './dispatch.command';

type Opened = DispatchEventOf<'DispatchOpened'>['data'];

/** Begins to look for a driver, for a trip that has begun to match. */
export class OpenDispatch extends DispatchCommand<
  Readonly<Pick<Opened, 'riderId' | 'market' | 'constraints' | 'strategy' | 'excludedDriverIds'>>
> {
  readonly type = 'OpenDispatch';
}

export const openDispatch = dispatchRule(OpenDispatch, ['Unopened'], ({ id, data, sent }) => {
  const { riderId, market, constraints, strategy, excludedDriverIds } = data;
  const openedAt = sent.occurredAt;
  return [
    {
      type: 'DispatchOpened',
      data: { ...id, market, riderId, constraints, strategy, openedAt, excludedDriverIds },
    },
  ];
});
