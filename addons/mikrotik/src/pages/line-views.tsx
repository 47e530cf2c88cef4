import { Alert, Badge, Card, DescriptionList, EmptyState, LinkButton, Rate } from '@tapline/sdk/ui';
import type { LineView } from '../live/line-view.js';
import type { LineLook } from '../operations/line-operations.js';
import { lineHref } from './customer-panel.js';

/** A line as its routers see it now. */
export function LineViews({ look: { login, seen } }: { readonly look: LineLook }) {
  const found = seen.filter(({ view }) => view !== null);
  return (
    <>
      {seen.flatMap(({ router, trouble }) =>
        trouble === null ? (
          []
        ) : (
          <Alert key={router} tone="warning" title={`${router} could not be asked`}>
            {trouble}
          </Alert>
        ),
      )}
      {found.length === 0 && (
        <Card title={login}>
          <EmptyState icon="wifi-off" title="No router has it now">
            It has neither a PPP or Hotspot session, nor a lease, nor an entry in an ARP table.
          </EmptyState>
        </Card>
      )}
      {found.map(({ router, view }) => view && <OneView key={router} router={router} login={login} view={view} />)}
    </>
  );
}

function OneView({ router, login, view }: { readonly router: string; readonly login: string; readonly view: LineView }) {
  const { pingsReceived, pingsSent, pingTime, lists, limit } = view;
  const rate = (bitsPerSecond: number | null) => (bitsPerSecond === null ? 'not measured' : <Rate bitsPerSecond={bitsPerSecond} />);
  const [upload = 0, download = 0] = (limit ?? '').split('/').map(Number);
  return (
    <Card
      title={login}
      subtitle={`on ${router}${view.kind === null ? '' : `, by ${view.kind}`}`}
      actions={
        <LinkButton href={lineHref('end-sessions', login)} icon="x" isSmall>
          End its sessions
        </LinkButton>
      }
    >
      <DescriptionList
        items={[
          { term: 'Download now', value: rate(view.downloadBitsPerSecond) },
          { term: 'Upload now', value: rate(view.uploadBitsPerSecond) },
          {
            term: 'Ping',
            value: (
              <>
                <Badge tone={pingsReceived === 0 ? 'bad' : pingsReceived < pingsSent ? 'warning' : 'good'}>
                  {pingsReceived} of {pingsSent}
                </Badge>{' '}
                {pingTime}
              </>
            ),
          },
          { term: 'Address', value: view.address && <span class="font-monospace">{view.address}</span> },
          { term: 'Device', value: view.macAddress && <span class="font-monospace">{view.macAddress}</span> },
          { term: 'ARP', value: view.arp },
          { term: 'Interface', value: view.interface },
          {
            term: 'Queue',
            value:
              limit === null ? (
                'none'
              ) : (
                <>
                  <Rate bitsPerSecond={download} /> / <Rate bitsPerSecond={upload} />
                </>
              ),
          },
          { term: 'Lists', value: lists.join(', ') || 'none' },
        ]}
      />
    </Card>
  );
}
