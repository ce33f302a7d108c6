CREATE TABLE "reencodes" (
	"video_id" text PRIMARY KEY NOT NULL,
	"revision_id" text NOT NULL,
	"requested_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"failure_code" text,
	"failure_message" text
);
--> statement-breakpoint
CREATE TABLE "retired_revisions" (
	"revision_id" text PRIMARY KEY NOT NULL,
	"video_id" text NOT NULL,
	"retired_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "reencodes" ADD CONSTRAINT "reencodes_video_id_videos_id_fk" FOREIGN KEY ("video_id") REFERENCES "public"."videos"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retired_revisions" ADD CONSTRAINT "retired_revisions_video_id_videos_id_fk" FOREIGN KEY ("video_id") REFERENCES "public"."videos"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "retired_revisions_retired_at_index" ON "retired_revisions" USING btree ("retired_at");