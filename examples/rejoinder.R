# Who spoke about Kazakhstan, year by year: a table and a picture, in base R (apt install r-base-core).
#   Rscript examples/rejoinder.R [http://127.0.0.1:8000] [acts_by_year.png]
given <- commandArgs(trailingOnly = TRUE)
address <- if (length(given) > 0) given[1] else Sys.getenv("REJOINDER_URL", "http://127.0.0.1:8000")
picture <- if (length(given) > 1) given[2] else "acts_by_year.png"

# The CSV of a canned query is UTF-8; an empty cell is a value that is not known.
answer <- read.csv(paste0(address, "/queries/acts_in_time?target=kazakhstan&format=csv"),
                   encoding = "UTF-8", na.strings = "")
acts <- answer[!duplicated(answer$act), ]
acts$state <- ifelse(is.na(acts$speaker_state_label), "for no state", acts$speaker_state_label)

# An act is put in a year only where both its bounds lie in it: no year is made up.
first <- format(as.Date(acts$earliest), "%Y")
last <- format(as.Date(acts$latest), "%Y")
dated <- !is.na(first) & !is.na(last) & first == last
table_of_years <- table(acts$state[dated], first[dated], dnn = NULL)
print(table_of_years)
cat(sum(!dated), "of", nrow(acts), "acts lie in no single year for sure\n")

# Okabe and Ito's colours, which the colour-blind tell apart, from palette.colors() of R itself.
png(picture, width = 1000, height = 560, res = 110)
par(mar = c(5, 4, 3, 1), las = 1)
colours <- palette.colors(nrow(table_of_years) + 1, "Okabe-Ito")[-1]
barplot(table_of_years, col = colours, border = NA, ylab = "speech acts",
        main = "Who spoke about Kazakhstan, for which state", legend.text = TRUE,
        args.legend = list(x = "topleft", bty = "n", border = NA))
mtext("acts that surely lie in the year; years without one are left out; Rejoinder, CC BY 4.0", side = 1, line = 3.2, cex = 0.8)
invisible(dev.off())
