"""What background jobs do, one function a kind; `JOB_KINDS` of the settings names them, `ximu.track.jobs` runs them."""
