// Values of the HTTP contract (docs/architecture.md, "HTTP"). Instants are UTC microseconds (`…_us`).

export type Verb =
  | "watch_live"
  | "rewind"
  | "play_back"
  | "export"
  | "steer"
  | "lift_mask"
  | "hold"
  | "administer"
  | "supervise"
  | "read_journal"
  | "see_equipment";

export interface DemoAccount {
  username: string;
  password: string;
  role: string;
}

export interface Welcome {
  town: string;
  demo: boolean;
  accounts?: DemoAccount[] | null;
  version: string;
}

export interface Me {
  account_id: string;
  username: string;
  name: string;
  role: string;
  verbs: Verb[];
  second_factor: boolean;
  expires_at_us: number;
  /** How the session was opened: password, passkey or oidc; null: not kept. */
  method: string | null;
}

export type CameraState = "recording" | "connecting" | "failed" | "not_authorised" | "disabled";
export type CameraKind = "public_building" | "residential" | "main_road";
export type StreamName = "main" | "sub";

export interface CameraStatus {
  state: CameraState;
  code: string | null;
  detail: string;
  since_us: number | null;
  last_picture_us: number | null;
  fps: number | null;
  bitrate_bps: number | null;
  codec: string | null;
  width_px: number | null;
  height_px: number | null;
  packets_lost: number;
  reconnects: number;
}

export interface Stream {
  /** Null for those who see no equipment. */
  url: string | null;
}

export interface Camera {
  id: string;
  name: string;
  site: string;
  quarter: string;
  /** INSEE code; null in a town that shares its centre with nobody. */
  commune: string | null;
  /** Where it hangs (WGS 84), both or none; never published. */
  latitude_deg: number | null;
  longitude_deg: number | null;
  kind: CameraKind;
  ptz: boolean;
  enabled: boolean;
  streams: { main: Stream; sub: Stream | null };
  status: CameraStatus;
  /** These are null for those who see no equipment. */
  username: string | null;
  has_password: boolean | null;
  transport: "tcp" | "udp" | null;
  verify_tls: boolean | null;
}

export type TileCount = 1 | 4 | 9 | 16 | 25;

export interface Layout {
  id: string;
  name: string;
  tiles: TileCount;
  cameras: (string | null)[];
  shared: boolean;
  owner: string;
}

export type LayoutDraft = Pick<Layout, "name" | "tiles" | "cameras" | "shared">;

export interface Interval {
  start_us: number;
  end_us: number;
}

export interface Gap {
  start_us: number;
  /** Null while it lasts. */
  end_us: number | null;
  reason: string;
}

export interface Timeline {
  spans: Interval[];
  gaps: Gap[];
  holds: Interval[];
  oldest_us: number | null;
  retention_days: number | null;
}

export interface Consultation {
  id: string;
  expires_at_us: number;
}

export interface ConsultationRequest extends Interval {
  camera_ids: string[];
  reason: string;
  basis: string;
}

export interface Volume {
  id: string;
  path: string;
  state: "ready" | "read_only" | "away";
  free_bytes: number;
  total_bytes: number;
  used_bytes: number;
}

export interface SystemState {
  version: string;
  now_us: number;
  recorder: { state: string; since_us: number | null };
  volumes: Volume[];
  cameras: { recording: number; failed: number; total: number };
  disks: { short_since_us: number | null; full_in_days: number | null; alarm_days: number };
  destruction: { ran_us: number | null; overdue: number; overdue_bytes: number; late: boolean };
}

export type ServerEvent =
  | { type: "camera_status"; camera_id: string; status: CameraStatus }
  | { type: "alert"; id: string; camera_id: string }
  | { type: "recorder"; state: string; since_us: number | null }
  | { type: "signed_out"; code: string };
