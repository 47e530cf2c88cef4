import { Badge, type Column, Table, useUiSettings, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { JobStatus } from '../../../kernel/jobs/job-status.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { Page } from '../frame/page.js';

export function addJobsPage(routes: AdminRoutes): void {
  routes.get('/jobs', ['system.manage'], async (request) => {
    request.show('Jobs', <Jobs jobs={await request.services.jobs.list()} />);
  });
}

const COLUMNS: readonly Column<JobStatus>[] = [
  {
    title: 'Job',
    role: 'primary',
    cell: ({ title, ownerId, lastError }) => (
      <>
        <span class="tl-name">{title}</span>
        <div class="tl-sub">
          by {ownerId}
          {lastError !== null && <span class="text-danger"> · {lastError}</span>}
        </div>
      </>
    ),
  },
  { title: 'Schedule', cell: ({ schedule }) => <code>{schedule}</code> },
  { title: 'State', cell: (job) => <State job={job} /> },
  { title: 'Last done for', cell: ({ lastDueAtMs }) => (lastDueAtMs === null ? '–' : <When instantMs={lastDueAtMs} />) },
  { title: 'Next', cell: ({ nextDueAtMs }) => (nextDueAtMs === null ? '–' : <When instantMs={nextDueAtMs} />) },
];

function State({ job: { isRunning, lastError, attempts, nextDueAtMs } }: { readonly job: JobStatus }): JSX.Element {
  const { nowMs } = useUiSettings();
  if (isRunning) return <Badge tone="info">Running</Badge>;
  if (lastError !== null) return <Badge tone="bad">{`Failed, try ${attempts + 1} follows`}</Badge>;
  if (nextDueAtMs !== null && nextDueAtMs <= nowMs) return <Badge tone="warning">Due</Badge>;
  return <Badge tone="good">On time</Badge>;
}

function Jobs({ jobs }: { readonly jobs: readonly JobStatus[] }): JSX.Element {
  return (
    <Page title="Jobs" subtitle="Work on a schedule, in the company's time zone; caught up after downtime">
      <section class="card">
        <Table
          caption="Jobs"
          columns={COLUMNS}
          rows={jobs}
          rowKey={({ ownerId, id }) => `${ownerId} ${id}`}
          empty={{ icon: 'calendar-due', title: 'There are no jobs' }}
        />
      </section>
    </Page>
  );
}
