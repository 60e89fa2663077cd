import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ActivityDay } from '../../lib/api-types.ts'
import { activityQuery } from '../../lib/queries/activity.ts'
import { texts } from '../../lib/texts.ts'
import { Panel } from '../../ui/page.tsx'
import { LoadingLines, QueryView } from '../../ui/query-view.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import classes from './person-history.module.css'

const { activity: words } = texts

/** What a person did in which app, by day, as far as the vendors tell. */
export function PersonActivity({ personId }: { personId: string }) {
  const days = useInfiniteQuery(activityQuery({ person_id: personId }, 10))
  return (
    <QueryView
      query={days}
      isEmpty={(list) => list.length === 0}
      empty={<p className="muted">{words.noDaysHelp}</p>}
      loading={<LoadingLines count={3} height={28} />}
    >
      {(list) => (
        <Panel isPadded={false}>
          <ul className={classes.events}>
            {list.map((day) => (
              <li key={day.id}>
                <div>
                  <strong>{day.via?.name ?? day.via?.externalId ?? day.appName}</strong> <What day={day} />
                </div>
                <span className="muted">
                  <RelativeTime at={day.lastAt ?? day.day} />
                </span>
              </li>
            ))}
          </ul>
          {days.hasNextPage && (
            <Button
              variant="subtle"
              size="compact-sm"
              m={8}
              loading={days.isFetchingNextPage}
              onClick={() => void days.fetchNextPage()}
            >
              {texts.common.loadMore}
            </Button>
          )}
        </Panel>
      )}
    </QueryView>
  )
}

function What({ day }: { day: ActivityDay }) {
  return (
    <>
      {words.times(day.grade, day.events)}
      {day.via !== null && <div className="muted">{words.through(day.appName)}</div>}
    </>
  )
}
