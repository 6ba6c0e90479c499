// A live picture: chooses the player, pauses in a hidden tab, and gives its report to whoever draws around it.
import { useEffect, useRef, useState } from "react";
import type { StreamName } from "@/api/types";
import { MsePlayer } from "./MsePlayer";
import type { Player, PlayerReport } from "./player";
import type { StreamState } from "./protocol";
import { UnitsPlayer, webCodecsAvailable } from "./UnitsPlayer";
import { useSeen } from "./useSeen";

export interface LivePictureProps {
  cameraId: string;
  stream: StreamName;
  /** Decode for the shortest delay (WebCodecs), where this browser can. */
  shortDelay: boolean;
  label: string;
  stale: boolean;
  onState: (state: StreamState | null) => void;
  onUnsupported: (codec: string) => void;
  /** Given once per player; read it at each tick instead of drawing at each picture. */
  onReport: (report: PlayerReport | null) => void;
}

export function LivePicture(props: LivePictureProps) {
  const { cameraId, stream, shortDelay, onState, onUnsupported, onReport } = props;
  const video = useRef<HTMLVideoElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [refused, setRefused] = useState(false);
  const { ref: frame, seen } = useSeen();
  const units = shortDelay && !refused && webCodecsAvailable();

  useEffect(() => {
    if (!seen) return undefined;
    let player: Player | null = null;
    if (units && canvas.current) {
      player = new UnitsPlayer(canvas.current, cameraId, stream, { onState, onUnsupported: () => setRefused(true) });
    } else if (video.current) {
      player = new MsePlayer(video.current, cameraId, stream, { onState, onUnsupported });
    }
    onReport(player?.report ?? null);
    return () => {
      player?.close();
      onReport(null);
    };
  }, [cameraId, stream, units, seen, onState, onUnsupported, onReport]);

  const className = props.stale ? "picture picture-stale" : "picture";
  return (
    <div className="picture-frame" ref={frame}>
      {units ? (
        <canvas ref={canvas} className={className} role="img" aria-label={props.label} />
      ) : (
        <video ref={video} className={className} muted playsInline autoPlay disablePictureInPicture aria-label={props.label} />
      )}
    </div>
  );
}
