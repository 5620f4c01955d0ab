import { useEffect, useState } from 'react';
import { epochMs } from './messages';
import type { Meter, MeterReading } from './meter';

const EVERY_MS = 500;

/** The speed, twice a second: a number that changes with every frame cannot be read. */
export function useMeter(meter: Meter): MeterReading | undefined {
  const [reading, setReading] = useState<MeterReading>();
  useEffect(() => {
    const timer = setInterval(() => setReading(meter.read(epochMs())), EVERY_MS);
    return () => clearInterval(timer);
  }, [meter]);
  return reading;
}
