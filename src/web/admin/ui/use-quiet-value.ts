import { useEffect, useState } from 'react';

const QUIET_MS = 250;

/** A value once it has not changed for a moment: what is typed is not asked for letter by letter. */
export function useQuietValue<Value>(value: Value): Value {
  const [quiet, setQuiet] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setQuiet(value), QUIET_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return quiet;
}
