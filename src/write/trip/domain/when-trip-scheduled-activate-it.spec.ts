import { policySpec, sends } from '#test/policy-spec';
import { happened } from '#test/projection-spec';
import * as ask from '#test/trip-command.samples';
import { activated, at, cancelled, corrected, requested, scheduled } from '#test/trip.samples';
import type { TripId } from '../../../shared/kernel/ids';
import { ActivateTrip } from './activate-trip';
import { whenTripScheduledActivateIt } from './when-trip-scheduled-activate-it';

const { given } = policySpec(whenTripScheduledActivateIt);
const booked = happened(scheduled({ pickupAt: at('06:00:00') }), at('04:11:00'));

describe('a booked ride', () => {
  it('is activated half an hour before its pickup', () =>
    given(booked)
      .when(at('05:30:00'))
      .thenSends(sends(at('05:30:00'), ask.activate())));

  it('is not activated earlier', () => given(booked).when(at('05:29:59')).thenNothing());

  it('is activated once, however late the clock is looked at', () =>
    given(booked)
      .when(at('09:00:00'))
      .thenSends(sends(at('05:30:00'), ask.activate())));

  it('is left alone when it was called off', () =>
    given(booked, happened(cancelled(), at('05:29:59')))
      .when(at('09:00:00'))
      .thenNothing());

  it('is left alone when somebody was faster', () =>
    given(booked, happened(activated(), at('05:29:59')))
      .when(at('09:00:00'))
      .thenNothing());

  it('is left alone when operations put it right', () =>
    given(booked, happened(corrected(), at('05:00:00')))
      .when(at('09:00:00'))
      .thenNothing());

  it('that was called off leaves the others alone', () => {
    const id = 'another' as TripId;
    const { data } = scheduled({ pickupAt: at('06:00:00') });
    const another = { type: 'TripScheduled', data: { ...data, tripId: id } } as const;
    given(booked, happened(another, at('04:12:00')), happened(cancelled(), at('04:13:00')))
      .when(at('05:30:00'))
      .thenSends(sends(at('05:30:00'), new ActivateTrip(id, {}, ask.activate().sent)));
  });

  it('is stuck when it is not activated ten minutes later', () => {
    const activation = happened(activated(), at('05:30:01'));
    given(booked).when(at('05:39:59')).thenIsStuck(false);
    given(booked).when(at('05:40:00')).thenIsStuck();
    given(booked, activation).when(at('05:40:00')).thenIsStuck(false);
  });

  it('keeps its timers as facts', () =>
    given(booked, happened(activated(), at('05:30:01')))
      .when(at('09:00:00'))
      .thenNotes('TimerSet', 'TimerSet', 'TimerFired', 'TimerCleared'));
});

it('says nothing of a ride for now', () =>
  given(happened(requested(), at('04:11:00')), happened(cancelled(), at('04:12:00')))
    .when(at('09:00:00'))
    .thenNotes());
