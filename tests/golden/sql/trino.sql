-- trino: compiled, never run.

SELECT
  *
FROM (
  SELECT
    "t1"."source",
    "t1"."target",
    COALESCE(
      (
        CAST(EXTRACT(year FROM "t1"."reported_on") AS BIGINT) * 100
      ) + CAST(EXTRACT(month FROM "t1"."reported_on") AS BIGINT),
      0
    ) AS "period",
    COUNT(*) FILTER(WHERE
      "t1"."polarity" = 1) AS "n",
    COUNT(*) FILTER(WHERE
      (
        "t1"."polarity" = 1
      ) AND (
        CAST("t1"."value" AS BIGINT) > 0
      )) AS "n_pos",
    COUNT(*) FILTER(WHERE
      (
        "t1"."polarity" = 1
      ) AND (
        CAST("t1"."value" AS BIGINT) < 0
      )) AS "n_neg",
    COUNT(*) FILTER(WHERE
      "t1"."polarity" = -1) AS "n_denied",
    0 AS "n_unmet",
    COALESCE(SUM(CAST("t1"."value" AS BIGINT)) FILTER(WHERE
      "t1"."polarity" = 1), 0) AS "sum_100",
    COALESCE(
      SUM(CAST("t1"."value" AS BIGINT) * CAST("t1"."value" AS BIGINT)) FILTER(WHERE
        "t1"."polarity" = 1),
      0
    ) AS "sum_sq_100",
    MIN("t1"."claim") AS "first",
    MAX("t1"."claim") AS "last"
  FROM (
    SELECT
      *
    FROM "leads" AS "t0"
    WHERE
      "t0"."kind" IN ('conduct')
      AND "t0"."actual"
      AND "t0"."polarity" IN (-1, 1)
      AND "t0"."factuality" IN ('certain', 'possible', 'probable')
      AND NOT (
        "t0"."conditional"
      )
      AND "t0"."voice" IN ('reporting', 'party-on-itself')
  ) AS "t1"
  GROUP BY
    1,
    2,
    3
) AS "t2"
WHERE
  "t2"."n" >= 1;

SELECT
  *
FROM (
  SELECT
    "t1"."source",
    "t1"."target",
    COALESCE(
      (
        (
          (
            CAST(EXTRACT(year FROM "t1"."valid_from") AS BIGINT) * 100
          ) + CAST(EXTRACT(month FROM "t1"."valid_from") AS BIGINT)
        ) * 100
      ) + CAST(EXTRACT(day FROM "t1"."valid_from") AS BIGINT),
      0
    ) AS "period",
    COUNT(*) FILTER(WHERE
      "t1"."polarity" = 1) AS "n",
    COUNT(*) FILTER(WHERE
      (
        "t1"."polarity" = 1
      ) AND (
        CAST("t1"."value" AS BIGINT) > 0
      )) AS "n_pos",
    COUNT(*) FILTER(WHERE
      (
        "t1"."polarity" = 1
      ) AND (
        CAST("t1"."value" AS BIGINT) < 0
      )) AS "n_neg",
    COUNT(*) FILTER(WHERE
      (
        "t1"."polarity" = -1
      ) AND NOT (
        "t1"."kind" = 'unmet'
      )) AS "n_denied",
    COUNT(*) FILTER(WHERE
      "t1"."kind" = 'unmet') AS "n_unmet",
    COALESCE(SUM(CAST("t1"."value" AS BIGINT)) FILTER(WHERE
      "t1"."polarity" = 1), 0) AS "sum_100",
    COALESCE(
      SUM(CAST("t1"."value" AS BIGINT) * CAST("t1"."value" AS BIGINT)) FILTER(WHERE
        "t1"."polarity" = 1),
      0
    ) AS "sum_sq_100",
    MIN("t1"."claim") AS "first",
    MAX("t1"."claim") AS "last"
  FROM (
    SELECT
      *
    FROM "leads" AS "t0"
    WHERE
      "t0"."kind" IN ('means', 'unmet')
      AND "t0"."actual"
      AND "t0"."polarity" IN (-1, 1)
      AND (
        (
          "t0"."kind" <> 'unmet'
        ) OR (
          "t0"."polarity" = -1
        )
      )
      AND "t0"."factuality" IN ('certain', 'possible', 'probable')
      AND NOT (
        "t0"."conditional"
      )
      AND "t0"."voice" IN ('reporting', 'party-on-itself')
      AND "t0"."family" IN ('security')
      AND (
        IF(
          "t0"."speakers" IS NOT NULL,
          COALESCE(CONTAINS("t0"."speakers", 'actor:north'), FALSE),
          NULL
        )
        OR (
          "t0"."publisher" = 'actor:west'
        )
      )
      AND COALESCE("t0"."reported_on" <= FROM_ISO8601_DATE('2023-10-01'), FALSE)
      AND COALESCE(
        IF(
          "t0"."momentary",
          (
            "t0"."happened" IS NOT NULL
          )
          AND (
            "t0"."happened" <= FROM_ISO8601_DATE('2023-09-20')
          )
          AND (
            "t0"."happened" > FROM_ISO8601_DATE('2023-06-22')
          ),
          (
            (
              "t0"."valid_from" IS NULL
            )
            OR (
              "t0"."valid_from" <= FROM_ISO8601_DATE('2023-09-20')
            )
          )
          AND (
            (
              "t0"."valid_until" IS NULL
            )
            OR (
              "t0"."valid_until" >= FROM_ISO8601_DATE('2023-09-20')
            )
          )
        ),
        FALSE
      )
      AND NOT (
        "t0"."disputed"
      )
      AND "t0"."source" IN ('actor:north', 'actor:south')
      AND "t0"."target" IN ('actor:north', 'actor:south')
  ) AS "t1"
  GROUP BY
    1,
    2,
    3
) AS "t2"
WHERE
  (
    "t2"."n" >= 2
  ) OR (
    "t2"."n_unmet" >= 2
  );
