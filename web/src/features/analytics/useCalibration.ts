// The calibration that the places give, computed by the server shortly after they stop moving.
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { failureText } from "@/ui/failureText";
import { calibrate, type CalibrationFound } from "./api";
import { LEAST_PAIRS, storedOf, type Pair } from "./calibration";

const WAIT_MS = 150;

export function useCalibration(pairs: readonly Pair[]): { found: CalibrationFound | null; problem: string | null } {
  const { t } = useTranslation();
  const [answer, setAnswer] = useState<{ found: CalibrationFound | null; problem: string | null }>({ found: null, problem: null });
  useEffect(() => {
    let left = false;
    const timer = setTimeout(() => {
      const stored = storedOf(pairs);
      if (stored === null || pairs.length < LEAST_PAIRS) {
        setAnswer({ found: null, problem: null });
        return;
      }
      void calibrate(stored).then((result) => {
        if (!left) setAnswer(result.ok ? { found: result.data, problem: null } : { found: null, problem: failureText(t, result.failure) });
      });
    }, WAIT_MS);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [pairs, t]);
  return answer;
}
