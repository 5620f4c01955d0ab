import { useEffect, useState } from 'react';
import { epochMs } from './messages';
import type { MeterReading } from './meter';
import type { LiveSession } from '../live/session/session';

const EVERY_MS = 500;

/** The speed, twice a second: a number that changes with every frame cannot be read. */
export function useMeter(session: LiveSession): MeterReading | undefined {
  const [reading, setReading] = useState<MeterReading>();
  useEffect(() => {
    const timer = setInterval(() => setReading(session.meter.read(epochMs())), EVERY_MS);
    return () => clearInterval(timer);
  }, [session]);
  return reading;
}
