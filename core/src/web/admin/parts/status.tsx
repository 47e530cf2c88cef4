import type { Access, CustomerStatus, ServiceStatus } from '@tapline/sdk';
import { Badge, Rate, type Tone } from '@tapline/sdk/ui';
import type { JSX } from 'preact';

interface StatusLook {
  readonly title: string;
  readonly tone: Tone;
}

export const CUSTOMER_STATUSES: Readonly<Record<CustomerStatus, StatusLook>> = {
  new: { title: 'New', tone: 'info' },
  active: { title: 'Active', tone: 'good' },
  blocked: { title: 'Blocked', tone: 'bad' },
  inactive: { title: 'Inactive', tone: 'neutral' },
};

const SERVICE_STATUSES: Readonly<Record<ServiceStatus, StatusLook>> = {
  pending: { title: 'Pending', tone: 'info' },
  active: { title: 'Active', tone: 'good' },
  paused: { title: 'Paused', tone: 'warning' },
  stopped: { title: 'Stopped', tone: 'neutral' },
};

export function CustomerStatusBadge({ status }: { readonly status: CustomerStatus }): JSX.Element {
  const { title, tone } = CUSTOMER_STATUSES[status];
  return <Badge tone={tone}>{title}</Badge>;
}

export function ServiceStatusBadge({ status }: { readonly status: ServiceStatus }): JSX.Element {
  const { title, tone } = SERVICE_STATUSES[status];
  return <Badge tone={tone}>{title}</Badge>;
}

/** Whether a line passes; why not is in the tooltip. */
export function LineBadge({ access }: { readonly access: Access | undefined }): JSX.Element {
  if (!access) return <Badge>No line</Badge>;
  const why = access.reasons.map(({ text }) => text).join('; ');
  if (!access.isAllowed) {
    return (
      <Badge tone="bad" icon="lock" title={why}>
        Shut
      </Badge>
    );
  }
  const isLimited = access.reasons.length > 0;
  return (
    <Badge tone={isLimited ? 'warning' : 'good'} icon={isLimited ? 'gauge' : 'lock-open'} {...(why === '' ? {} : { title: why })}>
      {isLimited ? 'Slowed' : 'Open'}
    </Badge>
  );
}

/** Download and upload of a line or a plan. */
export function Speeds({
  downloadBitsPerSecond,
  uploadBitsPerSecond,
}: {
  readonly downloadBitsPerSecond: number;
  readonly uploadBitsPerSecond: number;
}): JSX.Element {
  return (
    <span class="tl-number">
      <Rate bitsPerSecond={downloadBitsPerSecond} /> <span class="text-secondary">down,</span> <Rate bitsPerSecond={uploadBitsPerSecond} />{' '}
      <span class="text-secondary">up</span>
    </span>
  );
}
