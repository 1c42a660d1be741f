/** What to do where there is nothing to look at. */
export const Empty = ({ place }: { readonly place: string }) => (
  <section class="empty">
    <h1>Nothing here yet</h1>
    <p>
      <bdi>{place}</bdi> holds no Parquet file. Rows appear here while a run writes them:
    </p>
    <pre>npx softpa run fetch --source 'laion/*.parquet' --out shards</pre>
    <p>or, with pictures that softpa draws itself:</p>
    <pre>npm run demo</pre>
  </section>
)
